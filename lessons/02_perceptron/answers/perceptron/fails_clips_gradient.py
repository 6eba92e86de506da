# /// answer
# why = "Cuts what arrives from the right."
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
        return x @ self.w + self.b

    def backward(self, g):
        dx = g @ self.w.T
        g = np.clip(g, -50, 50)
        self.w = self.w - self.lr * self.x.T @ g / len(g)
        self.b = self.b - self.lr * g.mean(axis=0)
        return dx
