# /// answer
# why = "One number after another; returns nested lists of floats."
# ///

# %% item="relu"
def relu(x):
    flat = [float(value) if value > 0 else 0.0 for value in x.ravel()]
    return np.reshape(flat, x.shape).tolist()
