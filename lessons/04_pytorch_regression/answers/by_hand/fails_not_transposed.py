# /// answer
# why = "Takes the weight for (n, m): wrong without an error where it is square."
# [points]
# by_hand-visible = 0
# by_hand-hidden = 0
# [messages]
# by_hand-visible = "which of the two has to meet"
# by_hand-hidden = "which of the two has to meet"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight + bias


def mse_by_hand(y, t):
    return ((y - t) ** 2).mean()
