# /// answer
# why = "The sum of the squares."
# [points]
# by_hand-visible = 0
# by_hand-hidden = 0
# [messages]
# by_hand-visible = "not their mean"
# by_hand-hidden = "MSE"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    return ((y - t) ** 2).sum()
