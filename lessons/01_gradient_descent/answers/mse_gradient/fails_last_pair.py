# /// answer
# why = "Keeps the pair in one list, which the next call fills anew."
# [points]
# mse_gradient-hidden = 0
# [messages]
# mse_gradient-hidden = "the result changed when"
# ///

# %% item="mse_gradient"
_pair = [0.0, 0.0]


def mse_gradient(w, b, x, t):
    error = w * x + b - t
    _pair[:] = [2 * np.mean(x * error), 2 * np.mean(error)]
    return _pair
