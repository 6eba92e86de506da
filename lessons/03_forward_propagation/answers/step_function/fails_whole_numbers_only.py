# /// answer
# why = "Cuts fractions off, and so takes numbers between 0 and 1 for 0."
# [points]
# step_function-hidden = 0
# [messages]
# step_function-hidden = "not every number of a larger array"
# ///

# %% item="step_function"
def step_function(x):
    return np.clip(x, 0, 1).astype(int)
