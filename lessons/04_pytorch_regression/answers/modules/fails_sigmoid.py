# /// answer
# why = "A sigmoid in place of ReLU."
# [points]
# modules-visible = 0
# modules-hidden = 0
# [messages]
# modules-visible = "TwoLayerReLU()(x), weights 1"
# modules-hidden = "TwoLayerReLU()(x) for k = "
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return self.layer(x)


class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(4, 3)
        self.layer2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.layer2(self.layer1(x))


class TwoLayerReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(4, 3)
        self.layer2 = nn.Linear(3, 2)

    def forward(self, x):
        return self.layer2(torch.sigmoid(self.layer1(x)))
