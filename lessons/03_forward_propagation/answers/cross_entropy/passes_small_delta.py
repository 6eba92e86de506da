# /// answer
# why = "Adds the floor to the probabilities."
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    k = y.shape[0]
    return -np.sum(np.log(y[np.arange(k), t] + 1e-7)) / k
