# /// answer
# why = "Divides by 4, the number of points of the worked number."
# [points]
# mse-hidden = 0
# [messages]
# mse-hidden = "expected"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.sum((w * x + b - t) ** 2) / 4
