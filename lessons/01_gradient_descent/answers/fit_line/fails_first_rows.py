# /// answer
# why = "Uses the first 64 samples only."
# [points]
# fit_line-hidden = 0
# [messages]
# fit_line-hidden = "np.linspace(-2, 1, 300)"
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w, b = rng.standard_normal(), rng.standard_normal()
    losses = []
    for i in range(num_iterations):
        losses.append(mse(w, b, x, t))
        j = slice(0, 64)
        dw, db = mse_gradient(w, b, x[j], t[j])
        w, b = w - lr * dw, b - lr * db
    return w, b, losses
