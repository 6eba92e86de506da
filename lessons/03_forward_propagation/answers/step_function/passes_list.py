# /// answer
# why = "Returns nested lists of Python integers."
# ///

# %% item="step_function"
def step_function(x):
    return np.heaviside(x, 0).astype(int).tolist()
