# /// answer
# why = "Limits the numbers in the caller's own array."
# [points]
# sigmoid-hidden = 0
# [messages]
# sigmoid-hidden = "the argument x was changed"
# ///

# %% item="sigmoid"
def sigmoid(x):
    np.clip(x, -700, 700, out=x)
    return 1 / (1 + np.exp(-x))
