# /// answer
# why = "Forgets the factor 2, and arrives more slowly."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "half as long as it should be"
# fit_line-hidden = "half as long as it should be"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * np.mean(x * error)
        b = b - lr * np.mean(error)
    return w, b, losses
