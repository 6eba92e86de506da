# /// answer
# why = "Multiplied out, with means of x, t, x x and x t."
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    dw = 2 * (w * np.mean(x * x) + b * np.mean(x) - np.mean(x * t))
    db = 2 * (w * np.mean(x) + b - np.mean(t))
    return dw, db
