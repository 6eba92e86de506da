# /// answer
# why = "Leaves out the samples whose right class has the probability 0."
# [points]
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-hidden = "a floor of at most 1e-6 gives 13.8 or more"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    chosen = y[np.arange(len(t)), t]
    return -np.sum(np.log(chosen[chosen > 0])) / len(t)
