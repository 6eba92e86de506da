# /// answer
# why = "A layer that finds its number of inputs by itself."
# ///

# %% item="linear_classifier"
class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.LazyLinear(10))

    def forward(self, x):
        return self.layers(x)
