# /// answer
# why = "Puts w and b into one matrix."
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        self.w = rng.standard_normal((n_inputs, n_outputs))
        self.b = rng.standard_normal(n_outputs)
        self.lr = lr

    def forward(self, x):
        self.a = np.hstack([x, np.ones((len(x), 1))])
        return self.a @ np.vstack([self.w, self.b])

    def backward(self, g):
        W = np.vstack([self.w, self.b])
        dx = (g @ W.T)[:, :-1]
        W = W - self.lr * self.a.T @ g / len(g)
        self.w, self.b = W[:-1], W[-1]
        return dx
