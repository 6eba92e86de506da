# /// answer
# why = "The slopes go into an array of the inputs' type: whole numbers are cut."
# [points]
# multiply_node-hidden = 0
# [messages]
# multiply_node-hidden = "expected"
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.x, self.y = np.asarray(x), np.asarray(y)
        return x * y

    def backward(self, g):
        dx = np.empty_like(self.y)
        dy = np.empty_like(self.x)
        dx[...] = (g * self.y).astype(dx.dtype) if np.ndim(g) else int(g * self.y)
        dy[...] = (g * self.x).astype(dy.dtype) if np.ndim(g) else int(g * self.x)
        return dx, dy


# %% item="price_gradients"
def price_gradients(unit_price, count, tax):
    return unit_price * count * tax, count * tax, unit_price * tax, unit_price * count
