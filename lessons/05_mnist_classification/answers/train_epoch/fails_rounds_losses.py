# /// answer
# why = "Rounds each loss to 4 decimals."
# [points]
# train_epoch-hidden = 0
# [messages]
# train_epoch-hidden = "expected"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total = n = 0
    for x, t in loader:
        loss = criterion(model(x), t)
        optimizer.zero_grad(); loss.backward(); optimizer.step()
        total += round(loss.item(), 4) * len(x); n += len(x)
    return total / n
