# /// answer
# why = "Each form where it is safe, in an array of floats."
# ///

# %% item="sigmoid"
def sigmoid(x):
    y = np.empty(x.shape, dtype=float)
    positive = x > 0
    y[positive] = 1 / (1 + np.exp(-x[positive]))
    powers = np.exp(x[~positive])
    y[~positive] = powers / (1 + powers)
    return y
