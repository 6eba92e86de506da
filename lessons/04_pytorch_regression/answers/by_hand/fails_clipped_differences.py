# /// answer
# why = "Differences are cut at 100."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "expected 1.e+08, got 10000"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    return ((y - t).clamp(-100, 100) ** 2).mean()
