# /// answer
# why = "Returns a plain number, through which no gradient goes."
# [points]
# by_hand-visible = 0
# by_hand-hidden = 0
# [messages]
# by_hand-visible = "expected a torch.Tensor, got float"
# by_hand-hidden = "expected a torch.Tensor, got float"
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return x @ weight.T + bias


def mse_by_hand(y, t):
    return ((y - t) ** 2).mean().item()
