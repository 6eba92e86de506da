# /// answer
# why = "Loops over samples, inputs and outputs."
# ///

# %% item="perceptron"
class Perceptron:
    def __init__(self, n_inputs, n_outputs, lr, rng):
        self.n, self.m, self.rate = n_inputs, n_outputs, lr
        self.w = rng.standard_normal(size=(self.n, self.m))
        self.b = rng.standard_normal(size=self.m)

    def forward(self, x):
        self.last = x
        y = np.zeros((len(x), self.m))
        for i in range(len(x)):
            for j in range(self.m):
                y[i, j] = sum(x[i, p] * self.w[p, j] for p in range(self.n)) + self.b[j]
        return y

    def backward(self, g):
        k = len(g)
        dx = np.zeros((k, self.n))
        dw, db = np.zeros((self.n, self.m)), np.zeros(self.m)
        for i in range(k):
            for j in range(self.m):
                db[j] += g[i, j] / k
                for p in range(self.n):
                    dx[i, p] += g[i, j] * self.w[p, j]
                    dw[p, j] += g[i, j] * self.last[i, p] / k
        self.w = self.w - self.rate * dw
        self.b = self.b - self.rate * db
        return dx.tolist()


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
