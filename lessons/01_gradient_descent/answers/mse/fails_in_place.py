# /// answer
# why = "Changes the caller's targets."
# [points]
# mse-hidden = 0
# [messages]
# mse-hidden = "the argument t was changed"
# ///

# %% item="mse"
def mse(w, b, x, t):
    t -= w * x + b
    return np.mean(t**2)
