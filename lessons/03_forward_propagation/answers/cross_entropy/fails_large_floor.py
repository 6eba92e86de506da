# /// answer
# why = "Takes 0.001 for small: the loss of 0 is far too low."
# [points]
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-hidden = "a floor of at most 1e-6 gives 13.8 or more"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    return -np.mean(np.log(np.maximum(y[np.arange(len(t)), t], 1e-3)))
