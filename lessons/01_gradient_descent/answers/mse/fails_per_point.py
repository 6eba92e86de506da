# /// answer
# why = "Returns a square for each point."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "one number is asked for"
# mse-hidden = "expected shape (), got (4,)"
# ///

# %% item="mse"
def mse(w, b, x, t):
    return (w * x + b - t) ** 2
