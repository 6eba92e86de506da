# /// answer
# why = "Averages the batches' losses and shares."
# [points]
# evaluate-visible = 0
# evaluate-hidden = 0
# [messages]
# evaluate-visible = "batch means were averaged"
# evaluate-hidden = "batch means were averaged"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    training = model.training
    model.eval()
    losses, shares = [], []
    with torch.no_grad():
        for x, t in loader:
            y = model(x)
            losses.append(criterion(y, t).item())
            shares.append((y.argmax(dim=1) == t).float().mean().item())
    model.train(training)
    return np.mean(losses), np.mean(shares)
