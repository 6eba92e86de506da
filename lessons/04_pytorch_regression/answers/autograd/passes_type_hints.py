# /// answer
# why = "Type hints, with names that checks have for other things."
# ///

# %% item="autograd"
from torch import Tensor
Array = Tensor
def gradient_by_formula(x: Tensor, t: Tensor, w: Tensor, b: Tensor) -> tuple[Tensor, Tensor]:
    with torch.no_grad():
        e = x @ w + b - t
        return 2 * x.T @ e / len(e), 2 * e.mean(0)
