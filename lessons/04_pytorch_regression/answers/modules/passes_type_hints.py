# /// answer
# why = "Type hints, children in a loop, layers of a Sequential."
# ///

# %% item="modules"
from torch import Tensor
class Linear4to2(nn.Module):
    def __init__(self, n_in: int = 4, n_out: int = 2) -> None:
        super(Linear4to2, self).__init__()
        self.linear = nn.Linear(n_in, n_out)
        nn.init.xavier_uniform_(self.linear.weight)
        nn.init.zeros_(self.linear.bias)
    def forward(self, x: Tensor) -> Tensor:
        return self.linear(x)
class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.add_module("first", nn.Linear(4, 3))
        self.add_module("second", nn.Linear(3, 2))
    def forward(self, x: Tensor) -> Tensor:
        for module in self.children():
            x = module(x)
        return x
class TwoLayerReLU(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.ReLU(inplace=True), nn.Linear(3, 2))
