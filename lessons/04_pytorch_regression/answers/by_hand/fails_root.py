# /// answer
# why = "The root of the mean."
# [points]
# by_hand-visible = 0
# by_hand-hidden = 0
# [messages]
# by_hand-visible = "the root of the mean squared error"
# by_hand-hidden = "by_hand for shape (5, 3)"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    return ((y - t) ** 2).mean() ** 0.5
