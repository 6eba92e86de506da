# /// answer
# why = "Clips the inputs."
# [points]
# modules-hidden = 0
# [messages]
# modules-hidden = "largest difference"
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 2)

    def forward(self, x):
        return self.l(x.clamp(-1000, 1000))


class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.l = nn.Linear(4, 3)
        self.m = nn.Linear(3, 2)

    def forward(self, x):
        return self.m(self.l(x))


class TwoLayerReLU(TwoLayer):
    def forward(self, x):
        return self.m(torch.relu(self.l(x)))
