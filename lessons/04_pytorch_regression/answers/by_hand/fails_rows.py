# /// answer
# why = "Divides by the number of rows only."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "by the number of rows only"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    return ((y - t) ** 2).sum() / len(y)
