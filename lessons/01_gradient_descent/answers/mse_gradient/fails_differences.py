# /// answer
# why = "Differences of E in place of the formula."
# [points]
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-hidden = "mse_gradient("
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    h = 1e-3
    return ((mse(w + h, b, x, t) - mse(w - h, b, x, t)) / (2 * h), (mse(w, b + h, x, t) - mse(w, b - h, x, t)) / (2 * h))
