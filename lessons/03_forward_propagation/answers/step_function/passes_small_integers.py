# /// answer
# why = "Chooses a short integer type."
# ///

# %% item="step_function"
def step_function(x):
    return np.where(x <= 0, 0, 1).astype(np.uint8)
