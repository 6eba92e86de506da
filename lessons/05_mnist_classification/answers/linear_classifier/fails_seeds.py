# /// answer
# why = "Each new model starts the random numbers of PyTorch anew."
# [points]
# linear_classifier-hidden = 0
# [messages]
# linear_classifier-hidden = "hat all code shares (torch.manual_seed); leave it as it was."
# ///

# %% item="linear_classifier"
class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        torch.manual_seed(0); self.fc = nn.Linear(784, 10)
    def forward(self, x):
        return self.fc(x.flatten(1))
