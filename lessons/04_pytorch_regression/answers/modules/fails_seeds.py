# /// answer
# why = "Each new model starts the random numbers of PyTorch anew."
# [points]
# modules-hidden = 0
# [messages]
# modules-hidden = "hat all code shares (torch.manual_seed); leave it as it was."
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0)
        self.fc = nn.Linear(4, 2)
    def forward(self, x):
        return self.fc(x)

class TwoLayer(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 2)
    def forward(self, x):
        return self.fc2(self.fc1(x))

class TwoLayerReLU(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc1 = nn.Linear(4, 3)
        self.fc2 = nn.Linear(3, 2)
        
    def forward(self, x):
        h = self.fc1(x)
        h = torch.relu(h)
        y = self.fc2(h)
        
        return y
