# /// answer
# why = "Keeps the first inputs it ever got."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "expected"
# ///

# %% item="multiply_node"
class Multiply:
    x = y = None

    def forward(self, x, y):
        if self.x is None:
            self.x, self.y = x, y
        return x * y

    def backward(self, g):
        return g * self.y, g * self.x


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
