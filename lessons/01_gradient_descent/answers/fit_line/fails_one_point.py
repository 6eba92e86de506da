# /// answer
# why = "Updates with one point at a time."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "(w, b) of fit_line(x, t, 0.1, 1, np.random.default_rng(0)): expected"
# fit_line-hidden = ": (w, b): expected"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for i in range(num_iterations):
        losses.append(np.mean((w * x + b - t) ** 2))
        error = w * x[i % len(x)] + b - t[i % len(x)]
        w = w - lr * 2 * x[i % len(x)] * error
        b = b - lr * 2 * error
    return w, b, losses
