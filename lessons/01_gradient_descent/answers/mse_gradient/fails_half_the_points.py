# /// answer
# why = "Divides by 2, which 2/n is for four points only."
# [points]
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-hidden = "expected"
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = w * x + b - t
    return np.sum(x * error) / 2, np.sum(error) / 2
