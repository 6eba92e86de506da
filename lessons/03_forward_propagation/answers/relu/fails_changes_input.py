# /// answer
# why = "Sets the negative numbers of the caller's own array to 0."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "the argument x was changed"
# relu-hidden = "the argument x was changed"
# ///

# %% item="relu"
def relu(x):
    x[x < 0] = 0
    return x
