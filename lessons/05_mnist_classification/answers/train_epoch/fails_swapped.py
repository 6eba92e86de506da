# /// answer
# why = "Targets and outputs change places in the criterion, which many do not notice."
# [points]
# train_epoch-hidden = 0
# [messages]
# train_epoch-hidden = "in batches of 3, PoissonNLLLoss, SGD"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total, n = 0.0, 0
    for x, t in loader:
        loss = criterion(t, model(x)) if t.is_floating_point() else criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        n += len(x)

    return total / n
