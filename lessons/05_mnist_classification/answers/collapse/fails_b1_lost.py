# /// answer
# why = "Forgets the bias of the first layer."
# [points]
# collapse-visible = 0
# collapse-hidden = 0
# [messages]
# collapse-visible = "b1 is lost"
# collapse-hidden = "b1 is lost"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    return w2 @ w1, b2
