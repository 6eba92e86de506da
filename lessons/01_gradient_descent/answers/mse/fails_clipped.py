# /// answer
# why = "Cuts errors at 1000 on either side."
# [points]
# mse-hidden = 0
# [messages]
# mse-hidden = "expected"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.mean(np.clip(w * x + b - t, -1000, 1000) ** 2)
