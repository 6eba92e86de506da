# /// answer
# why = "Where nothing is negative the caller's own array comes back."
# [points]
# relu-hidden = 0
# [messages]
# relu-hidden = "shares memory with an argument"
# ///

# %% item="relu"
def relu(x): return x if (x >= 0).all() else np.maximum(x, 0)
