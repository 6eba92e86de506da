# /// answer
# why = "Notes the loss after the update."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "the loss after the update"
# fit_line-hidden = "the loss after the update"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        w = w - lr * 2 * np.mean(x * error)
        b = b - lr * 2 * np.mean(error)
        losses.append(np.mean((w * x + b - t) ** 2))
    return w, b, losses
