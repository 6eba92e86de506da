# /// answer
# why = "Divides by k - 1 in the standard deviation."
# [points]
# scaling-visible = 0
# scaling-hidden = 0
# [messages]
# scaling-visible = "ddof=1"
# scaling-hidden = "[4.71], [2.5]])): expected [1.105], got [1.562706]"
# ///

# %% item="scaling"
def min_max(x):
    offset, largest = x.min(axis=0), x.max(axis=0)
    scale = np.where(largest > offset, largest - offset, 1.0)
    return (x - offset) / scale, offset, scale


def standardize(x):
    offset, scale = x.mean(axis=0), x.std(axis=0, ddof=1)
    scale = np.where(scale > 0, scale, 1.0)
    return (x - offset) / scale, offset, scale


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
