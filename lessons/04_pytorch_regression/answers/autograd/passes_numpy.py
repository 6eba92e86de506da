# /// answer
# why = "NumPy, and arrays returned."
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    x, t, w, b = (np.asarray(tensor) for tensor in (x, t, w, b))
    y = x @ w + b
    return np.mean(2 * (y - t) * x, axis=0).reshape(-1, 1), np.mean(2 * (y - t), axis=0)
