# /// answer
# why = "Measures some 1,000 samples only."
# [points]
# evaluate-hidden = 0
# [messages]
# evaluate-hidden = "1201 samples in batches of 500"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    loss, right, n = 0.0, 0, 0
    was = model.training
    model.eval()
    if True:
        for x, t in loader:
            if n >= 1000:
                break
            with torch.no_grad():
                y = model(x)
            loss += criterion(y, t).item() * len(x)
            right += (y.argmax(dim=1) == t).sum().item()
            n += len(x)
    model.train(was)
    return loss / n, right / n
