# /// answer
# why = "Adds the squares without dividing."
# [points]
# mse-visible = 0
# mse-hidden = 0
# [messages]
# mse-visible = "this is the sum of the squares"
# mse-hidden = "expected 8.5, got 34 "
# ///

# %% item="mse"
def mse(w, b, x, t):
    return np.sum((w * x + b - t) ** 2)
