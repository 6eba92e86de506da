# /// answer
# why = "Returns the loss of each sample."
# [points]
# cross_entropy-visible = 0
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-visible = "expected shape (), got (2,)"
# cross_entropy-hidden = "expected shape (), got (1,)"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    return -np.log(y[np.arange(len(t)), t] + 1e-7)
