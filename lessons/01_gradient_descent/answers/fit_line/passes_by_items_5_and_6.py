# /// answer
# why = "Uses the functions of items 5 and 6."
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    w, b = rng.standard_normal(), rng.standard_normal()
    losses = []
    for _ in range(num_iterations):
        losses.append(mse(w, b, x, t))
        dw, db = mse_gradient(w, b, x, t)
        w, b = gradient_step(w, dw, lr), gradient_step(b, db, lr)
    return w, b, losses
