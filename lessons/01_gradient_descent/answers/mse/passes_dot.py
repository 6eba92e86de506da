# /// answer
# why = "As an inner product."
# ///

# %% item="mse"
def mse(w, b, x, t):
    error = t - (w * x + b)
    return error @ error / error.size
