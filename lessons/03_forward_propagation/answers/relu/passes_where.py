# /// answer
# why = "Chooses with where."
# ///

# %% item="relu"
def relu(x):
    return np.where(x > 0, x, 0)
