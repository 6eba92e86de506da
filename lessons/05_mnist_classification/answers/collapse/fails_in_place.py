# /// answer
# why = "Adds to the caller's b2."
# [points]
# collapse-visible = 0
# collapse-hidden = 0
# [messages]
# collapse-visible = "the argument b2 was changed"
# collapse-hidden = "the argument b2 was changed"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    b2 += w2 @ b1
    return w2 @ w1, b2
