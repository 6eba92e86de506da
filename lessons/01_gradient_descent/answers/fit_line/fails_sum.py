# /// answer
# why = "Adds over the points instead of averaging, so that the steps are k times too long."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "k times too long"
# fit_line-hidden = "k times too long"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * 2 * np.sum(x * error)
        b = b - lr * 2 * np.sum(error)
    return w, b, losses
