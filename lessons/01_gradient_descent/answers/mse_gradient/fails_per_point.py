# /// answer
# why = "Does not average."
# [points]
# mse_gradient-visible = 0
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-visible = "each derivative is one number"
# mse_gradient-hidden = "expected shape (2,), got (2, 4)"
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    error = w * x + b - t
    return 2 * x * error, 2 * error
