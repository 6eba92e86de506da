# /// answer
# why = "Square arrays are multiplied as matrices."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "expected"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x, self.y = x, y
        return product(x, y)

    def backward(self, g):
        return product(g, self.y), product(g, self.x)


def product(a, b):
    square = np.ndim(a) == 2 and len({*np.shape(a), *np.shape(b)}) == 1
    return a @ b if square else a * b


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
