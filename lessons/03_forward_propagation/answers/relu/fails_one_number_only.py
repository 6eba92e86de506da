# /// answer
# why = "Uses max of Python, which compares whole arrays."
# [points]
# relu-visible = 0
# relu-hidden = 0
# [messages]
# relu-visible = "truth value of an array"
# relu-hidden = "truth value of an array"
# ///

# %% item="relu"
def relu(x):
    return max(0, x)
