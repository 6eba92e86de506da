# /// answer
# why = "Has the update outside the loop."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "it should fall"
# fit_line-hidden = "the loss failed to fall 99 times"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
    w = w - lr * 2 * np.mean(x * error)
    b = b - lr * 2 * np.mean(error)
    return w, b, losses
