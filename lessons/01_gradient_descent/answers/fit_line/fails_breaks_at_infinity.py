# /// answer
# why = "Stops when the slope is no longer finite."
# [points]
# fit_line-hidden = 0
# [messages]
# fit_line-hidden = "200, np.random.default_rng(1)"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w, b = rng.standard_normal(), rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        losses.append(mse(w, b, x, t))
        dw, db = mse_gradient(w, b, x, t)
        if not np.isfinite(dw): break
        w, b = w - lr * dw, b - lr * db
    losses += [losses[-1]] * (num_iterations - len(losses))
    return w, b, losses
