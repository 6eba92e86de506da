# /// answer
# why = "Forgets the bias."
# [points]
# by_hand-visible = 0
# by_hand-hidden = 0
# [messages]
# by_hand-visible = "the bias is missing"
# by_hand-hidden = "the bias is missing"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T


def mse_by_hand(y, t):
    return ((y - t) ** 2).mean()
