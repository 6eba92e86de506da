# /// answer
# why = "Own parameters and formulas; ReLU as a product with a mask."
# ///

# %% item="modules"
class Linear4to2(nn.Module):
    def __init__(self):
        super().__init__()
        self.b = nn.Parameter(torch.zeros(2))
        self.w = nn.Parameter(torch.randn(2, 4))

    def forward(self, x):
        return x @ self.w.T + self.b


class TwoLayer(nn.Module):
    relu = False

    def __init__(self):
        super().__init__()
        self.w2, self.b2 = nn.Parameter(torch.randn(2, 3)), nn.Parameter(torch.zeros(2))
        self.w1, self.b1 = nn.Parameter(torch.randn(3, 4)), nn.Parameter(torch.zeros(3))

    def forward(self, x):
        hidden = x @ self.w1.T + self.b1
        if self.relu:
            hidden = hidden * (hidden > 0)
        return hidden @ self.w2.T + self.b2


class TwoLayerReLU(TwoLayer):
    relu = True
