# /// answer
# why = "Adds the biases without sending b1 through the second layer."
# [points]
# collapse-visible = 0
# collapse-hidden = 0
# [messages]
# collapse-visible = "b the shape (m,)"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    return w2 @ w1, b1 + b2
