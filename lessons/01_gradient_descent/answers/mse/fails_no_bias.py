# /// answer
# why = "Forgets b."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "the line without its bias"
# mse-hidden = "expected 8.5, got 5.5"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.mean((w * x - t) ** 2)
