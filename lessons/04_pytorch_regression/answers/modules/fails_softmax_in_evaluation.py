# /// answer
# why = "A softmax in evaluation mode."
# [points]
# modules-hidden = 0
# [messages]
# modules-hidden = "in evaluation mode"
# ///

# %% item="modules"
class Linear4to2(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 2))

    def forward(self, x):
        y = super().forward(x)
        return y if self.training else torch.softmax(y, 1)


class TwoLayer(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.Linear(3, 2))


class TwoLayerReLU(nn.Sequential):
    def __init__(self):
        super().__init__(nn.Linear(4, 3), nn.ReLU(), nn.Linear(3, 2))
