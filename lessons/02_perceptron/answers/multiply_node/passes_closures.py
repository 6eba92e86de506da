# /// answer
# why = "Keeps a function in place of the numbers."
# ///

# %% item="multiply_node"
class Multiply:
    """掛け算のノード。"""

    def forward(self, x, y):
        assert np.shape(x) == np.shape(y)
        self._slopes = lambda g: (np.multiply(g, y), np.multiply(g, x))
        return np.multiply(x, y)

    def backward(self, g):
        return self._slopes(g)
