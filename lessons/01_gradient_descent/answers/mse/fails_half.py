# /// answer
# why = "Has the factor 1/2 of other books."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "half of the mean square"
# mse-hidden = "expected 8.5, got 4.25"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.mean((w * x + b - t) ** 2) / 2
