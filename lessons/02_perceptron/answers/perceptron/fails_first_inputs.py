# /// answer
# why = "Keeps the first inputs of each shape."
# [points]
# perceptron-hidden = 0
# [messages]
# perceptron-hidden = "w after backward(g), first step"
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        self.w = rng.standard_normal((n_inputs, n_outputs))
        self.b = rng.standard_normal(n_outputs)
        self.lr = lr
        self.x = None

    def forward(self, x):
        if self.x is None or self.x.shape != x.shape:
            self.x = x
        return x @ self.w + self.b

    def backward(self, g):
        dx = g @ self.w.T
        self.w = self.w - self.lr * self.x.T @ g / len(g)
        self.b = self.b - self.lr * g.mean(axis=0)
        return dx
