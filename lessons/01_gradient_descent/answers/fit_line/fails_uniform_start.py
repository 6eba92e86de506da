# /// answer
# why = "Draws from the uniform distribution."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "does the start come from the generator"
# fit_line-hidden = "does the start come from the generator"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w = rng.random()
    b = rng.random()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * 2 * np.mean(x * error)
        b = b - lr * 2 * np.mean(error)
    return w, b, losses
