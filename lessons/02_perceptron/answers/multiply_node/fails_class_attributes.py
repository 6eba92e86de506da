# /// answer
# why = "The values belong to the class: all nodes share them."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "expected"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        Multiply.x, Multiply.y = x, y
        return x * y

    def backward(self, g):
        return g * Multiply.y, g * Multiply.x


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
