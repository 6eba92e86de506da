# /// answer
# why = "Takes the error the wrong way round."
# [points]
# mse_gradient-visible = 0
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-visible = "not (t - y)"
# mse_gradient-hidden = "got [-10.5"
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = t - (w * x + b)
    return 2 * np.mean(x * error), 2 * np.mean(error)
