# /// answer
# why = "Computes the product and returns nothing."
# [points]
# multiply_node-visible = 0
# multiply_node-hidden = 0
# [messages]
# multiply_node-visible = "is None"
# multiply_node-hidden = "is None"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x, self.y, self.z = x, y, x * y

    def backward(self, g):
        return g * self.y, g * self.x


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
