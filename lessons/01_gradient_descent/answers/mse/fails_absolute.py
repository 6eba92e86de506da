# /// answer
# why = "Takes the mean of the absolute errors."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "mean of the absolute errors"
# mse-hidden = "expected 8.5, got 2.5"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.mean(np.abs(w * x + b - t))
