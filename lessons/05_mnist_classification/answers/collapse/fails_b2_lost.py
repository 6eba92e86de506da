# /// answer
# why = "Forgets the bias of the second layer."
# [points]
# collapse-visible = 0
# collapse-hidden = 0
# [messages]
# collapse-visible = "b2 is missing"
# collapse-hidden = "b2 is missing"
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    return torch.matmul(w2, w1), torch.matmul(w2, b1)
