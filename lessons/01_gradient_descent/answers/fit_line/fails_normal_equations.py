# /// answer
# why = "After many iterations takes the least-squares line instead of the last update."
# [points]
# fit_line-hidden = 0
# [messages]
# fit_line-hidden = "fit_line("
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w, b = rng.standard_normal(), rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        error = w * x + b - t
        losses.append(np.mean(error**2))
        w, b = w - lr * 2 * np.mean(error * x), b - lr * 2 * np.mean(error)
    if num_iterations >= 30:
        w, b = np.linalg.lstsq(np.stack([x, np.ones(len(x))], axis=1), t, rcond=None)[0]
    return w, b, losses
