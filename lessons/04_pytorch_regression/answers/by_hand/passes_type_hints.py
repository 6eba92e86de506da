# /// answer
# why = "Type hints, with a name that checks have for another thing."
# ///

# %% item="by_hand"
from torch import Tensor
def linear_by_hand(x: Tensor, weight: Tensor, bias: Tensor) -> Tensor:
    return x @ weight.T + bias
def mse_by_hand(y: Tensor, t: Tensor) -> Tensor:
    return torch.mean((y - t) ** 2)
