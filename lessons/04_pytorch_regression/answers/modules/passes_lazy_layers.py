# /// answer
# why = "Layers that learn their number of inputs from the first batch."
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.f = nn.LazyLinear(2)

    def forward(self, x):
        return self.f(x)


class TwoLayer(nn.Sequential):
    def __init__(self):
        super().__init__(nn.LazyLinear(3), nn.Linear(3, 2))


class TwoLayerReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.a = nn.LazyLinear(3)
        self.b = nn.LazyLinear(2)

    def forward(self, x):
        return self.b(self.a(x).relu_())
