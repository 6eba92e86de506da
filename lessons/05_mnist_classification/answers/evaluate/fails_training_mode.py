# /// answer
# why = "Measures in whatever mode the model is."
# [points]
# evaluate-visible = 0
# evaluate-hidden = 0
# [messages]
# evaluate-visible = "the model is measured in evaluation mode"
# evaluate-hidden = "the model is measured in evaluation mode"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    total, right, num_samples = 0.0, 0, 0
    with torch.no_grad():
        for x, t in loader:
            y = model(x)
            total += criterion(y, t).item() * len(x)
            right += (y.argmax(dim=1) == t).sum().item()
            num_samples += len(x)
    return total / num_samples, right / num_samples
