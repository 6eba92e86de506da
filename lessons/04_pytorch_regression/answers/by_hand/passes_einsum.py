# /// answer
# why = "einsum, and the sum over the number of entries."
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    return torch.einsum("kn,mn->km", x, weight) + bias


def mse_by_hand(y, t):
    difference = (y - t).flatten()
    return difference @ difference / difference.numel()
