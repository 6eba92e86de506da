# /// answer
# why = "Uses the backward pass of an addition."
# [points]
# multiply_node-visible = 0
# multiply_node-hidden = 0
# [messages]
# multiply_node-visible = "This node multiplies"
# multiply_node-hidden = "expected"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x = x
        self.y = y
        return x * y

    def backward(self, g):
        return g, g


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
