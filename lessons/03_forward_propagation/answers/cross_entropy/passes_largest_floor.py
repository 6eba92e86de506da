# /// answer
# why = "The largest floor that is allowed, added."
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    return -np.log(y[np.arange(len(t)), t] + 1e-6).mean()
