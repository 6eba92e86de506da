# /// answer
# why = "One-hot rows times logarithms without a floor: nan."
# [points]
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-hidden = "expected a finite loss, got inf"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    rows = np.eye(y.shape[1])[t]
    with np.errstate(all="ignore"):
        return -np.sum(rows * np.log(y)) / len(t)
