# /// answer
# why = "The layers stand in a plain list, of which the module does not know."
# [points]
# modules-visible = 0
# modules-hidden = 0
# [messages]
# modules-visible = "Linear4to2 has no parameters"
# modules-hidden = "Linear4to2() has no parameters"
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = [nn.Linear(4, 2)]

    def forward(self, x):
        return self.layers[0](x)


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
        return self.layer2(torch.relu(self.layer1(x)))
