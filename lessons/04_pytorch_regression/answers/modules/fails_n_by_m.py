# /// answer
# why = "Own parameters in the shape (n, m)."
# [points]
# modules-visible = 0
# modules-hidden = 0
# [messages]
# modules-visible = "got [(2,), (4, 2)]"
# modules-hidden = "got [(2,), (4, 2)]"
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.randn(4, 2))
        self.bias = nn.Parameter(torch.zeros(2))

    def forward(self, x):
        return x @ self.weight + self.bias


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
