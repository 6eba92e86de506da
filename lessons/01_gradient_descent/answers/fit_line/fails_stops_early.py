# /// answer
# why = "Stops when the loss hardly changes."
# [points]
# fit_line-visible = 0
# fit_line-hidden = 0
# [messages]
# fit_line-visible = "no iteration is left out"
# fit_line-hidden = "no iteration is left out"
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
        if len(losses) > 1 and losses[-2] - losses[-1] < 1e-3:
            break
    return w, b, losses
