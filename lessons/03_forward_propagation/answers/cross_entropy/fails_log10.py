# /// answer
# why = "Takes the logarithm to base 10."
# [points]
# cross_entropy-visible = 0
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-visible = "logarithm to base 10"
# cross_entropy-hidden = "expected"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    chosen = y[np.arange(len(t)), t]
    return -np.mean(np.log10(chosen + 1e-7))
