# /// answer
# why = "Divides by the size of the first batch."
# [points]
# perceptron-hidden = 0
# [messages]
# perceptron-hidden = "expected"
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        self.w = rng.standard_normal((n_inputs, n_outputs))
        self.b = rng.standard_normal(n_outputs)
        self.lr = lr

    def forward(self, x):
        self.x = x
        if not hasattr(self, "size"):
            self.size = x.shape[0]
        return x @ self.w + self.b

    def backward(self, g):
        dx = g @ self.w.T
        self.w = self.w - self.lr * self.x.T @ g / self.size
        self.b = self.b - self.lr * g.sum(axis=0) / self.size
        return dx
