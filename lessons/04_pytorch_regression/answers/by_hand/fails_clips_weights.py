# /// answer
# why = "Weights are cut off at 100."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "got [[1000000.]]"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.clamp(-100, 100).T + bias
def mse_by_hand(y, t):
    return ((y - t) ** 2).mean()
