# /// answer
# why = "Writes the products as einsum and the means as means."
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        self.w = rng.standard_normal((n_inputs, n_outputs))
        self.b = rng.standard_normal(n_outputs)
        self.lr = lr

    def forward(self, x):
        self.x = np.array(x)
        return np.einsum('kn,nm->km', x, self.w) + self.b

    def backward(self, g):
        old = self.w.copy()
        self.w = old - self.lr * (self.x[:, :, None] * g[:, None, :]).mean(axis=0)
        self.b = self.b - self.lr * np.mean(g, axis=0)
        return np.einsum('km,nm->kn', g, old)


# %% item="advertising_raw"
class Line:
    w = np.zeros((3, 1))
    b = np.full(1, 3.0)


perceptron_raw = Line()
losses_raw = []
for _ in range(2000):
    error = inputs @ perceptron_raw.w + perceptron_raw.b - sales
    losses_raw.append((error**2).mean())
    perceptron_raw.w = perceptron_raw.w - 6e-5 * inputs.T @ error / len(inputs)
    perceptron_raw.b = perceptron_raw.b - 6e-5 * error.mean(axis=0)
