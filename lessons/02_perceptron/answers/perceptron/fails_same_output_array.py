# /// answer
# why = "Writes all outputs into one array."
# [points]
# perceptron-hidden = 0
# [messages]
# perceptron-hidden = "expected"
# ///

# %% item="perceptron"
class Perceptron:
    _outputs = {}

    def __init__(self, n_inputs, n_outputs, lr, rng):
        self.w = rng.standard_normal((n_inputs, n_outputs))
        self.b = rng.standard_normal(n_outputs)
        self.lr = lr

    def forward(self, x):
        self.x = x
        shape = (len(x), len(self.b))
        y = self._outputs.setdefault(shape, np.empty(shape))
        y[...] = x @ self.w + self.b
        return y

    def backward(self, g):
        dx = g @ self.w.T
        self.w = self.w - self.lr * self.x.T @ g / len(g)
        self.b = self.b - self.lr * g.mean(axis=0)
        return dx
