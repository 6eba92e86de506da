# /// answer
# why = "Updates w before it computes dE/db."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "taken with the new w"
# fit_line-hidden = "taken with the new w"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        losses.append(np.mean((w * x + b - t) ** 2))
        w = w - lr * 2 * np.mean(x * (w * x + b - t))
        b = b - lr * 2 * np.mean(w * x + b - t)
    return w, b, losses
