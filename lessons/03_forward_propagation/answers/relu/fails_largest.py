# /// answer
# why = "Takes the largest number of the array."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "expected shape (3,), got ()"
# relu-hidden = "expected shape (3,), got ()"
# ///

# %% item="relu"
def relu(x):
    return np.max([0, *x.ravel()])
