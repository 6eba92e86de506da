# /// answer
# why = "Sample by sample, in plain Python."
# ///

# %% item="cross_entropy"
import math


def cross_entropy(y, t):
    total = 0.0
    for row, label in zip(y.tolist(), t.tolist()):
        total -= math.log(max(row[label], 1e-10))
    return total / len(t)
