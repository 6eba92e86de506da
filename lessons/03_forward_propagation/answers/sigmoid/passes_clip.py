# /// answer
# why = "Limits x to where e^-x is a float."
# ///

# %% item="sigmoid"
def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -700, 700)))
