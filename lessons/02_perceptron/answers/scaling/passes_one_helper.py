# /// answer
# why = "One helper for both, whose name is that of its result."
# ///

# %% item="scaling"
def scaled(x, offset, scale):
    scale = np.where(np.ptp(x, axis=0) == 0, 1, scale)
    return (x - offset) / scale, offset, scale


def min_max(x):
    return scaled(x, x.min(axis=0), np.ptp(x, axis=0))


def standardize(x):
    return scaled(x, x.mean(axis=0), x.std(axis=0))
