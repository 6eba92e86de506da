# /// answer
# why = "Adds the losses up."
# [points]
# cross_entropy-visible = 0
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-visible = "the losses are added up"
# cross_entropy-hidden = "largest difference"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    chosen = y[np.arange(len(t)), t]
    return -np.sum(np.log(chosen + 1e-7))
