# /// answer
# why = "Adds without dividing."
# [points]
# mse_gradient-visible = 0
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-visible = "these are sums over the points"
# mse_gradient-hidden = "got [42."
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = w * x + b - t
    return 2 * np.sum(x * error), 2 * np.sum(error)
