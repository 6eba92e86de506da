# /// answer
# why = "Loops over the first axis as if there were no other."
# [points]
# step_function-hidden = 0
# [messages]
# step_function-hidden = "expected shape (1, 1), got (1,)"
# ///

# %% item="step_function"
def step_function(x):
    return np.array([1 if value > 0 else 0 for value in x])
