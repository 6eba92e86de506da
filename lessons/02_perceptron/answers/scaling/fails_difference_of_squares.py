# /// answer
# why = "The mean of the squares minus the square of the mean, which cancels far from 0."
# [points]
# scaling-hidden = 0
# [messages]
# scaling-hidden = "scale of standardize(np.array([[1000000.0"
# ///

# %% item="scaling"
def min_max(x):
    lo = x.min(axis=0)
    sp = x.max(axis=0) - lo
    sp = np.where(sp == 0, 1, sp)
    return (x - lo) / sp, lo, sp


def standardize(x):
    m = x.mean(axis=0)
    v = (x**2).mean(axis=0) - m**2
    s = np.where(np.ptp(x, axis=0) == 0, 1, np.sqrt(np.abs(v)))
    s = np.where(s == 0, 1, s)
    return (x - m) / s, m, s
