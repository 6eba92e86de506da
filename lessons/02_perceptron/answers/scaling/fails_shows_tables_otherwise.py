# /// answer
# why = "Changes how pandas shows tables, for everybody."
# [points]
# scaling-hidden = 0
# [messages]
# scaling-hidden = "setting that all code shares"
# ///

# %% item="scaling"
import pandas as pd


def scaled(x, offset, scale):
    pd.set_option("display.precision", 2)
    scale = np.where(np.ptp(x, axis=0) == 0, 1, scale)
    return (x - offset) / scale, offset, scale


def min_max(x):
    return scaled(x, x.min(axis=0), np.ptp(x, axis=0))


def standardize(x):
    return scaled(x, x.mean(axis=0), x.std(axis=0))
