# /// answer
# why = "Flattens in forward with view."
# ///

# %% item="linear_classifier"
class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.fc = nn.Linear(28 * 28, 10)

    def forward(self, x):
        return self.fc(x.view(-1, 784))
