# /// answer
# why = "Starts a little below 0, so as to leave no unit without a slope."
# [points]
# relu-hidden = 0
# [messages]
# relu-hidden = "expected"
# ///

# %% item="relu"
def relu(x):
    return np.where(x > -0.01, x, 0.0)
