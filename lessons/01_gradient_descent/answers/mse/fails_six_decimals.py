# /// answer
# why = "Rounds to six decimals, as the worked number is written."
# [points]
# mse-hidden = 0
# [messages]
# mse-hidden = "mse("
# ///

# %% item="mse"
def mse(w, b, x, t):
    return round(float(np.mean((w * x + b - t) ** 2)), 6)
