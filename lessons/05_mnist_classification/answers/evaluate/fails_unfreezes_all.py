# /// answer
# why = "Freezes all parameters and unfreezes all, the frozen ones too."
# [points]
# evaluate-hidden = 0
# [messages]
# evaluate-hidden = "requires_grad of 0.bias"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    training = model.training
    model.eval().requires_grad_(False)
    loss = right = count = 0
    for x, t in loader:
        y = model(x)
        loss += criterion(y, t).item() * len(x)
        right += (y.argmax(1) == t).sum().item()
        count += len(x)
    model.train(training).requires_grad_(True)
    return loss / count, right / count
