# /// answer
# why = "Takes the logarithm of 0."
# [points]
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-hidden = "expected a finite loss, got inf"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    return -np.mean(np.log(y[np.arange(len(t)), t]))
