# /// answer
# why = "Multiplies by the comparison."
# ///

# %% item="relu"
def relu(x):
    return x * (x > 0)
