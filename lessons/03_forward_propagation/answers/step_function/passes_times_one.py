# /// answer
# why = "Multiplies the comparison by 1."
# ///

# %% item="step_function"
def step_function(x):
    return 1 * (x > 0)
