# /// answer
# why = "Multiplies the transposes and forgets to transpose back."
# [points]
# collapse-visible = 0
# collapse-hidden = 0
# [messages]
# collapse-visible = "In which order do the matrices stand"
# collapse-hidden = "In which order do the matrices stand"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    return w1.T @ w2.T, w2 @ b1 + b2
