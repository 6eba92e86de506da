# /// answer
# why = "Numbers below 1e-6 become 0."
# [points]
# relu-hidden = 0
# [messages]
# relu-hidden = "relu("
# ///

# %% item="relu"
def relu(x):
    return np.where(x > 1e-6, x, 0)
