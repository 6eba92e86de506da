# /// answer
# why = "Forgets the minus sign."
# [points]
# cross_entropy-visible = 0
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-visible = "where is the minus sign"
# cross_entropy-hidden = "expected"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    chosen = y[np.arange(len(t)), t]
    return np.mean(np.log(chosen + 1e-7))
