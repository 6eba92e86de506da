# /// answer
# why = "Updates in place, after the gradient to return has been computed."
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
        to_the_left = np.dot(g, self.w.T)
        self.w -= self.lr * np.dot(self.x.T, g) / g.shape[0]
        self.b -= self.lr * np.sum(g, axis=0) / g.shape[0]
        return to_the_left
