# /// answer
# why = "Lets e^-x become infinite: 1 / infinity is 0, as it should be."
# ///

# %% item="sigmoid"
def sigmoid(x):
    with np.errstate(over="ignore"):
        return 1 / (1 + np.exp(-x))
