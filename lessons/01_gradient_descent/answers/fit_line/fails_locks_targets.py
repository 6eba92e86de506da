# /// answer
# why = "Locks the caller's array against writing."
# [points]
# fit_line-hidden = 0
# [messages]
# fit_line-hidden = "fit_line("
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w, b = rng.standard_normal(), rng.standard_normal()
    losses = []
    t.setflags(write=False)
    for _ in range(num_iterations):
        losses.append(mse(w, b, x, t))
        dw, db = mse_gradient(w, b, x, t)
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
