# /// answer
# why = "Point by point, in plain Python, as a list."
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    dw = db = 0.0
    for i in range(len(x)):
        error = w * x[i] + b - t[i]
        dw += 2 * x[i] * error / len(x)
        db += 2 * error / len(x)
    return [dw, db]
