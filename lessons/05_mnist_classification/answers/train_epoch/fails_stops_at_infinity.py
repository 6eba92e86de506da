# /// answer
# why = "Ends the epoch at an infinite loss."
# [points]
# train_epoch-hidden = 0
# [messages]
# train_epoch-hidden = "grow beyond all bounds"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total = n = 0
    for x, t in loader:
        loss = criterion(model(x), t)
        if not torch.isfinite(loss): break
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        total += loss.item() * len(x); n += len(x)
    return total / max(n, 1)
