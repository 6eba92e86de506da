# /// answer
# why = "Cuts gradients at 1000."
# [points]
# fit_line-hidden = 0
# [messages]
# fit_line-hidden = "expected"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w, b = rng.standard_normal(), rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        dw, db = np.clip([2 * np.mean(error * x), 2 * np.mean(error)], -1000, 1000)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
