# /// answer
# why = "Forgets the factor 2."
# [points]
# mse_gradient-visible = 0
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-visible = "both are half of what is right"
# mse_gradient-hidden = "got [5.25"
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = w * x + b - t
    return np.mean(x * error), np.mean(error)
