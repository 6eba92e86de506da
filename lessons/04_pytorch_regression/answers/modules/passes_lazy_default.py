# /// answer
# why = "Lazy layers, a parameter with a default, ReLU in place."
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__(); self.fc = nn.LazyLinear(2)
    def forward(self, x): return self.fc(x)
class TwoLayer(nn.Module):
    def __init__(self, hidden=3):
        super().__init__(); self.fc1 = nn.LazyLinear(hidden); self.fc2 = nn.LazyLinear(2)
    def forward(self, x): return self.fc2(self.fc1(x))
class TwoLayerReLU(nn.Module):
    def __init__(self):
        super().__init__(); self.fc2 = nn.Linear(3, 2); self.fc1 = nn.Linear(4, 3); self.act = nn.ReLU(inplace=True)
    def forward(self, x):
        assert x.shape[-1] == 4
        return self.fc2(self.act(self.fc1(x)))
