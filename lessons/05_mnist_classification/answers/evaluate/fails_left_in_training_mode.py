# /// answer
# why = "Leaves every model in training mode."
# [points]
# evaluate-visible = 0
# evaluate-hidden = 0
# [messages]
# evaluate-visible = "came in evaluation mode and left in training mode"
# evaluate-hidden = "came in evaluation mode and left in training mode"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    model.eval()
    total, right, num_samples = 0.0, 0, 0
    with torch.no_grad():
        for x, t in loader:
            y = model(x)
            total += criterion(y, t).item() * len(x)
            right += (y.argmax(dim=1) == t).sum().item()
            num_samples += len(x)
    model.train()
    return total / num_samples, right / num_samples
