# /// answer
# why = "Returns True and False."
# [points]
# step_function-visible = 0
# step_function-hidden = 0
# [messages]
# step_function-visible = "expected integers, got the dtype bool"
# step_function-hidden = "expected integers, got the dtype bool"
# ///

# %% item="step_function"
def step_function(x):
    return x > 0
