# /// answer
# why = "Takes the root."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "the formula takes no root"
# mse-hidden = "expected 8.5, got 2.915476"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.sqrt(np.mean((w * x + b - t) ** 2))
