# /// answer
# why = "Row by row with lists."
# ///

# %% item="softmax"
import math


def softmax(a):
    if np.ndim(a) > 1:
        return [softmax(row) for row in a]
    largest = max(a)
    powers = [math.exp(value - largest) for value in a]
    return [power / sum(powers) for power in powers]
