# /// answer
# why = "Loops over the columns and returns lists."
# ///

# %% item="scaling"
def by_column(x, measure):
    columns, offset, scale = [], [], []
    for column in x.T.tolist():
        low, width = measure(column)
        width = width if max(column) > min(column) else 1.0
        columns.append([(value - low) / width for value in column])
        offset.append(low)
        scale.append(width)
    return [list(row) for row in zip(*columns)], offset, scale


def min_max(x):
    return by_column(x, lambda column: (min(column), max(column) - min(column)))


def standardize(x):
    def measure(column):
        mean = sum(column) / len(column)
        return mean, (sum((value - mean) ** 2 for value in column) / len(column)) ** 0.5

    return by_column(x, measure)


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
