# /// answer
# why = "Subtracts the targets in place and so changes the outputs."
# [points]
# by_hand-visible = 0
# by_hand-hidden = 0
# [messages]
# by_hand-visible = "the argument y was changed"
# by_hand-hidden = "the argument y was changed"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    y -= t
    return (y * y).mean()
