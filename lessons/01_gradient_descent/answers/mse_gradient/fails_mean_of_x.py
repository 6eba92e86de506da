# /// answer
# why = "Multiplies the means instead of averaging the products."
# [points]
# mse_gradient-visible = 0
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-visible = "expected [10.5, 4. ], got [6., 4."
# mse_gradient-hidden = "expected [10.5, 4. ], got [6., 4."
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = w * x + b - t
    return 2 * np.mean(x) * np.mean(error), 2 * np.mean(error)
