# /// answer
# why = "Clears the gradients, as training does."
# [points]
# evaluate-visible = 0
# evaluate-hidden = 0
# [messages]
# evaluate-visible = "was changed"
# evaluate-hidden = "was changed"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    training = model.training
    model.eval()
    total, right, num_samples = 0.0, 0, 0
    for x, t in loader:
        model.zero_grad()
        with torch.no_grad():
            y = model(x)
        total += criterion(y, t).item() * len(x)
        right += (y.argmax(dim=1) == t).sum().item()
        num_samples += len(x)
    model.train(training)
    return total / num_samples, right / num_samples
