# /// answer
# why = "Takes the absolute value."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "negative numbers must become 0"
# relu-hidden = "largest difference"
# ///

# %% item="relu"
def relu(x):
    return np.abs(x)
