# /// answer
# why = "The result of the next call overwrites this one."
# [points]
# by_hand-hidden = 0
# [messages]
# by_hand-hidden = "linear_by_hand("
# ///

# %% item="by_hand"
_b = {}


def linear_by_hand(x, weight, bias):
    y = x @ weight.T + bias
    if y.requires_grad:
        return y
    o = _b.setdefault(tuple(y.shape), torch.empty_like(y))
    o.copy_(y)
    return o


def mse_by_hand(y, t):
    return ((y - t) ** 2).mean()
