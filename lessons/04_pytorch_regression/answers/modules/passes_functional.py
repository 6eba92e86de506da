# /// answer
# why = "The layers in a ModuleList, last one first; F.relu."
# ///

# %% item="modules"
import torch.nn.functional as F


class Linear4to2(nn.Linear):
    def __init__(self):
        super().__init__(in_features=4, out_features=2)


class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.ModuleList([nn.Linear(3, 2), nn.Linear(4, 3)])

    def forward(self, x):
        for layer in reversed(self.layers):
            x = layer(x)
        return x


class TwoLayerReLU(TwoLayer):
    def forward(self, x):
        last, first = self.layers
        return last(F.relu(first(x)))
