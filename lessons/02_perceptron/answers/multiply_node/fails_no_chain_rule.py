# /// answer
# why = "Forgets to multiply by what arrives."
# [points]
# multiply_node-visible = 0
# multiply_node-hidden = 0
# [messages]
# multiply_node-visible = "g, which arrives from the right"
# multiply_node-hidden = "g, which arrives from the right"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, g):
        return self.y, self.x


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
