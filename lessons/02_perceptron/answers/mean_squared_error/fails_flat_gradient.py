# /// answer
# why = "Returns the gradients as a flat array."
# [points]
# mean_squared_error-visible = 0
# mean_squared_error-hidden = 0
# [messages]
# mean_squared_error-visible = "expected shape (4, 1)"
# mean_squared_error-hidden = "expected"
# ///

# %% item="mean_squared_error"
class MeanSquaredError:
    def forward(self, y, t):
        self.y, self.t = y, t
        return np.mean((y - t) ** 2)

    def backward(self):
        return 2 * (self.y - self.t).ravel()


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
