# /// answer
# why = "ReLU after every layer."
# [points]
# modules-visible = 0
# modules-hidden = 0
# [messages]
# modules-visible = "nothing follows the last layer"
# modules-hidden = "nothing follows the last layer"
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer = nn.Linear(4, 2)

    def forward(self, x):
        return torch.relu(self.layer(x))


class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(4, 3)
        self.layer2 = nn.Linear(3, 2)

    def forward(self, x):
        return torch.relu(self.layer2(torch.relu(self.layer1(x))))


class TwoLayerReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.layer1 = nn.Linear(4, 3)
        self.layer2 = nn.Linear(3, 2)

    def forward(self, x):
        return torch.relu(self.layer2(torch.relu(self.layer1(x))))
