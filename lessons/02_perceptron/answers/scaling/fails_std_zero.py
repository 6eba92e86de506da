# /// answer
# why = "Looks for a standard deviation of exactly 0, which rounding misses."
# [points]
# scaling-hidden = 0
# [messages]
# scaling-hidden = "scaled of standardize(np.array([[0.1, -6.49], [0.1, -3.49], "
# ///

# %% item="scaling"
def min_max(x):
    offset, spread = x.min(axis=0), np.ptp(x, axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    return (x - offset) / scale, offset, scale


def standardize(x):
    offset, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(spread > 0, spread, 1.0)
    return (x - offset) / scale, offset, scale
