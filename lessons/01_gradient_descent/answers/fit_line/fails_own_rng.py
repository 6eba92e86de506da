# /// answer
# why = "Makes a generator of its own, with the seed of the worked number."
# [points]
# fit_line-hidden = 0
# [messages]
# fit_line-hidden = "does the start come from the generator"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    rng = np.random.default_rng(0)
    w = rng.standard_normal()
    b = rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w = w - lr * 2 * np.mean(x * error)
        b = b - lr * 2 * np.mean(error)
    return w, b, losses
