# /// answer
# why = "Takes a small spread for none."
# [points]
# scaling-hidden = 0
# [messages]
# scaling-hidden = "scale of standardize("
# ///

# %% item="scaling"
def min_max(x):
    o = x.min(0); s = np.ptp(x, axis=0); s = np.where(s == 0, 1, s)
    return (x - o) / s, o, s
def standardize(x):
    o = x.mean(0); s = np.where(x.std(0) < 1e-9, 1, x.std(0))
    return (x - o) / s, o, s
