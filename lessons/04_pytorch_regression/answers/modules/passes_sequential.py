# /// answer
# why = "nn.Sequential inside, or as the base class."
# ///

# %% item="modules"
class Linear4to2(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 2))


class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(nn.Linear(4, 3), nn.Linear(3, 2))

    def forward(self, x):
        return self.network(x)


class TwoLayerReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.network = nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))

    def forward(self, x):
        return self.network(x)
