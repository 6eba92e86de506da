# /// answer
# why = "Uses an inner product and keeps the gradient."
# ///

# %% item="mean_squared_error"
class MeanSquaredError:
    def __init__(self):
        self.gradient = None

    def forward(self, y, t):
        difference = (y - t)[:, 0]
        self.gradient = 2 * (y - t)
        return difference @ difference / len(difference)

    def backward(self):
        return self.gradient.copy()


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
