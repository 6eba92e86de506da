# /// answer
# why = "Takes the mean over all entries of the one-hot product."
# [points]
# cross_entropy-visible = 0
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-visible = "the number of all probabilities"
# cross_entropy-hidden = "expected"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    rows = np.eye(y.shape[1])[t]
    return -np.mean(rows * np.log(y + 1e-7))
