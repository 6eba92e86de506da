# /// answer
# why = "Weights below -10 are cut off."
# [points]
# collapse-hidden = 0
# [messages]
# collapse-hidden = "got [[-10000.]]"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    return w2 @ w1.clamp(min=-10), w2 @ b1 + b2
