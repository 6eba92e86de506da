# /// answer
# why = "The bias is a further column, and the results are parts of one tensor."
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    one = torch.cat([w1, b1[:, None]], dim=1)
    both = w2 @ one
    both[:, -1] += b2
    return both[:, :-1], both[:, -1]
