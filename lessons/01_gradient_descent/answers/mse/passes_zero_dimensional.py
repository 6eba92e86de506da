# /// answer
# why = "Returns an array without axes."
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.array(np.square(np.polyval([w, b], x) - t).sum() / x.shape[0])
