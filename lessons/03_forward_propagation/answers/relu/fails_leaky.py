# /// answer
# why = "Lets a hundredth of the negative numbers through."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "relu([-2, 0, 3])"
# relu-hidden = "relu([-2, 0, 3])"
# ///

# %% item="relu"
def relu(x):
    return np.where(x > 0, x, 0.01 * x)
