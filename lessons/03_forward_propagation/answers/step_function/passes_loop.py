# /// answer
# why = "Loops over all positions."
# ///

# %% item="step_function"
def step_function(x):
    y = np.zeros(x.shape, dtype=np.int64)
    for position in np.ndindex(x.shape):
        if x[position] > 0:
            y[position] = 1
    return y
