# /// answer
# why = "Point by point, in plain Python; rng.normal draws the same numbers."
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.normal(0, 1)
    b = rng.normal(0, 1)
    losses = ()
    n = len(x)
    for _ in range(num_iterations):
        loss = dw = db = 0.0
        for x_i, t_i in zip(x.tolist(), t.tolist()):
            error = w * x_i + b - t_i
            loss += error * error / n
            dw += 2 * x_i * error / n
            db += 2 * error / n
        losses += (loss,)
        w -= lr * dw
        b -= lr * db
    return [w, b, losses]
