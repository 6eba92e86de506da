# /// answer
# why = "Keeps the smaller number."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "the other way round"
# relu-hidden = "largest difference"
# ///

# %% item="relu"
def relu(x):
    return np.minimum(x, 0)
