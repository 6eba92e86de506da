# /// answer
# why = "Looks for a standard deviation of exactly 0, which rounding misses."
# [points]
# scaling-hidden = 0
# [messages]
# scaling-hidden = "[1. , 2.482221], got [1.387779e-17, 2.482221e+00]"
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
