# /// answer
# why = "Chooses after the logarithm, which may warn."
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    chosen = y[np.arange(len(t)), t]
    return -np.where(chosen > 0, np.log(chosen), np.log(1e-9)).mean()
