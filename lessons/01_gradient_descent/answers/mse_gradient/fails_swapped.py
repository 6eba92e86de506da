# /// answer
# why = "Returns dE/db first."
# [points]
# mse_gradient-visible = 0
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-visible = "first dE/dw, then dE/db"
# mse_gradient-hidden = "got [ 4. , 10.5"
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = w * x + b - t
    return 2 * np.mean(error), 2 * np.mean(x * error)
