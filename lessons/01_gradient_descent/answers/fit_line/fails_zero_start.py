# /// answer
# why = "Starts at w = b = 0."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "draw it from rng"
# fit_line-hidden = "draw it from rng"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = b = 0.0
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * 2 * np.mean(x * error)
        b = b - lr * 2 * np.mean(error)
    return w, b, losses
