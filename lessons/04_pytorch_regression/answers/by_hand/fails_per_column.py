# /// answer
# why = "One mean a column."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "expected shape (), got (3,)"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    return ((y - t) ** 2).mean(dim=0)
