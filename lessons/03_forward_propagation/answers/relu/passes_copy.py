# /// answer
# why = "Sets the negative numbers of a copy to 0."
# ///

# %% item="relu"
def relu(x):
    y = x.copy()
    y[y < 0] = 0
    return y
