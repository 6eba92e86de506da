# /// answer
# why = "No gradient reaches x, which may be the output of a layer before."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "all the way, no .item(), .numpy(), .detach() or new tensor."
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x.detach() @ weight.T + bias
def mse_by_hand(y, t):
    return ((y - t) ** 2).mean()
