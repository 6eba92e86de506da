# /// answer
# why = "Multiplies in place, which changes the caller's array."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "k on a new array instead of changing the caller's."
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        x *= y
        return x

    def backward(self, g):
        return g * self.y, g * self.x


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
