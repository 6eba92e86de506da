# /// answer
# why = "The smallest float that there is."
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    return -np.log(np.maximum(y[np.arange(len(t)), t], 5e-324)).mean()
