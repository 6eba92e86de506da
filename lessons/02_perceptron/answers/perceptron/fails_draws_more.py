# /// answer
# why = "Draws one number too many, so that the next perceptron of the same generator differs."
# [points]
# perceptron-hidden = 0
# [messages]
# perceptron-hidden = "w of the next one that rng draws"
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        both = rng.standard_normal((n_inputs + 1, n_outputs))
        self.w = both[:-1]
        self.b = both[-1]
        self.lr = lr
        rng.standard_normal()

    def forward(self, x):
        self.x = x
        return x @ self.w + self.b

    def backward(self, g):
        dx = g @ self.w.T
        self.w = self.w - self.lr * self.x.T @ g / len(g)
        self.b = self.b - self.lr * g.mean(axis=0)
        return dx
