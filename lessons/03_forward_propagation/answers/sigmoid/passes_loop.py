# /// answer
# why = "One number after another; returns nested lists."
# ///

# %% item="sigmoid"
import math


def sigmoid(x):
    def of_one(value):
        if value >= 0:
            return 1 / (1 + math.exp(-value))
        return math.exp(value) / (1 + math.exp(value))

    return np.array([of_one(value) for value in x.ravel()]).reshape(x.shape).tolist()
