# /// answer
# why = "Squares the mean instead of averaging the squares."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "square first, then take the mean"
# mse-hidden = "expected 8.5, got 4 "
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.mean(w * x + b - t) ** 2
