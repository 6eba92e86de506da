# /// answer
# why = "Compares the array as if it were one number."
# [points]
# step_function-visible = 0
# step_function-hidden = 0
# [messages]
# step_function-visible = "truth value of an array"
# step_function-hidden = "truth value of an array"
# ///

# %% item="step_function"
def step_function(x):
    if x > 0:
        return 1
    return 0
