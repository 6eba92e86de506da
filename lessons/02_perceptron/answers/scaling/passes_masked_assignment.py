# /// answer
# why = "Sets the scale of constant columns by a mask and returns a list."
# ///

# %% item="scaling"
def min_max(x):
    offset = np.amin(x, axis=0)
    scale = np.ptp(x, axis=0)
    scale[scale == 0] = 1
    return [(x - offset) / scale, offset, scale]


def standardize(x):
    offset = np.sum(x, axis=0) / x.shape[0]
    scale = np.sqrt(np.mean(np.square(x - offset), axis=0))
    scale[np.all(x == x[0], axis=0)] = 1.0
    return [(x - offset) / scale, offset, scale]
