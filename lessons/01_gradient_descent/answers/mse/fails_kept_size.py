# /// answer
# why = "Divides by how many points the first call had."
# [points]
# mse-hidden = 0
# [messages]
# mse-hidden = "expected"
# ///

# %% item="mse"
_sizes = []


def mse(w, b, x, t):
    _sizes.append(len(x))
    return np.sum((w * x + b - t) ** 2) / _sizes[0]
