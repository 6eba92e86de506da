# /// answer
# why = "Draws b before w."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "the order is w, then b"
# fit_line-hidden = "the order is w, then b"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    b = rng.standard_normal()
    w = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * 2 * np.mean(x * error)
        b = b - lr * 2 * np.mean(error)
    return w, b, losses
