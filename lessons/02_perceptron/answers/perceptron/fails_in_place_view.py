# /// answer
# why = "Returns with the old array, which the in-place update has changed."
# [points]
# perceptron-visible = 0
# perceptron-hidden = 0
# [messages]
# perceptron-visible = "after the update"
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
        w = self.w
        self.w -= self.lr * self.x.T @ g / len(g)
        self.b -= self.lr * g.mean(axis=0)
        return g @ w.T


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


# %% item="advertising_scaled"
def original_units(w, b, x_offset, x_scale, t_offset, t_scale):
    new_w = t_scale * w / x_scale.reshape(-1, 1)
    return new_w, t_offset + t_scale * b - new_w.T @ x_offset


class ScaledLine:
    w = np.zeros((3, 1))
    b = np.zeros(1)


perceptron_scaled = ScaledLine()
losses_scaled = []
x_s = (inputs - inputs.mean(axis=0)) / inputs.std(axis=0)
t_s = (sales - sales.mean(axis=0)) / sales.std(axis=0)
for _ in range(300):
    error = x_s @ perceptron_scaled.w + perceptron_scaled.b - t_s
    losses_scaled.append((error**2).mean())
    perceptron_scaled.w = perceptron_scaled.w - 0.2 * x_s.T @ error / len(x_s)
    perceptron_scaled.b = perceptron_scaled.b - 0.2 * error.mean(axis=0)
