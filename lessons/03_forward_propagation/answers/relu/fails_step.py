# /// answer
# why = "Writes the step function."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "this is the step function"
# relu-hidden = "largest difference"
# ///

# %% item="relu"
def relu(x):
    return np.where(x > 0, 1, 0)
