# /// answer
# why = "Takes 0 for a number that fires."
# [points]
# step_function-visible = 0
# step_function-hidden = 0
# [messages]
# step_function-visible = "is 0 greater than 0?"
# step_function-hidden = "expected [0., 0., 1.]"
# ///

# %% item="step_function"
def step_function(x):
    return (x >= 0).astype(int)
