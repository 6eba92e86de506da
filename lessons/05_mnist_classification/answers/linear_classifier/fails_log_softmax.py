# /// answer
# why = "Applies log_softmax: harmless with CrossEntropyLoss, but no logits."
# [points]
# linear_classifier-visible = 0
# linear_classifier-hidden = 0
# [messages]
# linear_classifier-visible = "logarithms of probabilities"
# linear_classifier-hidden = "logarithms of probabilities"
# ///

# %% item="linear_classifier"
class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.layers = nn.Sequential(nn.Flatten(), nn.Linear(784, 10), nn.LogSoftmax(dim=1))

    def forward(self, x):
        return self.layers(x)

# %% item="train_epoch"
# A right LinearClassifier for the items that follow.
class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x):
        return self.linear(x.flatten(1))


def train_epoch(model, loader, criterion, optimizer):
    total, num_samples = 0.0, 0
    for x, t in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(t)
        num_samples += len(t)
    return total / num_samples
