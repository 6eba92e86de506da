# /// answer
# why = "Multiplies g in place, which also spoils the second gradient of an array."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "k on a new array instead of changing the caller's."
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, g):
        dx = g
        dx *= self.y
        dy = g
        dy *= self.x
        return dx, dy


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
