# /// answer
# why = "One layer for all models of a class."
# [points]
# modules-visible = 0
# modules-hidden = 0
# [messages]
# modules-visible = "Linear4to2()(x), weights 1 and biases 0"
# modules-hidden = "Linear4to2()(x) for k = "
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    f = nn.Linear(4, 2)

    def __init__(self, layer=nn.Linear(4, 2)):
        super().__init__()
        self.f = layer

    def forward(self, x):
        return self.f(x)


class TwoLayer(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.Linear(3, 2))


class TwoLayerReLU(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
