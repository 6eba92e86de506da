# /// answer
# why = "The bytes of the comparison, read as integers."
# ///

# %% item="step_function"
def step_function(x):
    return (x > 0).view("i1")
