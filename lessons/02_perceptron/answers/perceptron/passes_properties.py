# /// answer
# why = "w and b are properties that copy what is set."
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        self._w = rng.standard_normal((n_inputs, n_outputs)); self._b = rng.standard_normal(n_outputs); self.lr = lr
    @property
    def w(self): return self._w
    @w.setter
    def w(self, value): self._w = np.array(value, dtype=float)
    @property
    def b(self): return self._b
    @b.setter
    def b(self, value): self._b = np.array(value, dtype=float)
    def forward(self, x):
        self.x = x
        return x @ self._w + self._b
    def backward(self, g):
        dx = g @ self._w.T
        self._w = self._w - self.lr * (self.x.T @ g) / len(g)
        self._b = self._b - self.lr * np.mean(g, axis=0)
        return dx
