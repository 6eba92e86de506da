# /// answer
# why = "Only the first ten outputs are looked at."
# [points]
# evaluate-hidden = 0
# [messages]
# evaluate-hidden = "out of bounds"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    loss, right, n = 0.0, 0, 0
    was = model.training
    model.eval()
    with torch.no_grad():
        for x, t in loader:
            y = model(x)[:, :10]
            loss += criterion(y, t).item() * len(x)
            right += (y.argmax(dim=1) == t).sum().item()
            n += len(x)
    model.train(was)
    return loss / n, right / n
