# /// answer
# why = "Fires for negative inputs."
# [points]
# step_function-visible = 0
# step_function-hidden = 0
# [messages]
# step_function-visible = "the two sides are exchanged"
# step_function-hidden = "expected [0., 0., 1.]"
# ///

# %% item="step_function"
def step_function(x):
    return (x < 0).astype(int)
