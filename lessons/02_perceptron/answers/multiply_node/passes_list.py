# /// answer
# why = "Returns a list."
# ///

# %% item="multiply_node"
class Multiply:
    def forward(self, x, y):
        self.factors = [x, y]
        return np.multiply(x, y)

    def backward(self, g):
        return [g * factor for factor in reversed(self.factors)]
