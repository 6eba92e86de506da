# /// answer
# why = "np.isclose takes a small spread for none."
# [points]
# scaling-hidden = 0
# [messages]
# scaling-hidden = "got [1.]"
# ///

# %% item="scaling"
def min_max(x):
    offset, spread = x.min(axis=0), np.ptp(x, axis=0)
    scale = np.where(np.isclose(spread, 0), 1.0, spread)
    return (x - offset) / scale, offset, scale


def standardize(x):
    offset, spread = x.mean(axis=0), x.std(axis=0)
    scale = np.where(np.isclose(spread, 0), 1.0, spread)
    return (x - offset) / scale, offset, scale
