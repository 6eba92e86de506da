# /// answer
# why = "Returns floats."
# [points]
# step_function-visible = 0
# step_function-hidden = 0
# [messages]
# step_function-visible = "expected integers, got the dtype float64"
# step_function-hidden = "expected integers, got the dtype float64"
# ///

# %% item="step_function"
def step_function(x):
    return np.where(x > 0, 1.0, 0.0)
