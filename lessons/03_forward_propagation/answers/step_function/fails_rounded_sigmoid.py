# /// answer
# why = "A rounded sigmoid: the step is missing right beside 0."
# [points]
# step_function-hidden = 0
# [messages]
# step_function-hidden = "step_function(np.array([1e-300])): expected [1.], got [0.]"
# ///

# %% item="step_function"
def step_function(x):
    return np.round(1 / (1 + np.exp(-x))).astype(int)
