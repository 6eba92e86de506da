# /// answer
# why = "Uses that sigmoid(x) = (1 + tanh(x / 2)) / 2."
# ///

# %% item="sigmoid"
def sigmoid(x):
    return 0.5 * (1 + np.tanh(0.5 * x))
