# /// answer
# why = "Turns the classes into the first axis, and back at the end."
# ///

# %% item="softmax"
def softmax(a):
    columns = np.moveaxis(a, -1, 0)
    powers = np.exp(columns - columns.max(axis=0))
    return np.moveaxis(powers / powers.sum(axis=0), 0, -1)
