# /// answer
# why = "Takes each batch's loss after its update."
# [points]
# train_epoch-visible = 0
# train_epoch-hidden = 0
# [messages]
# train_epoch-visible = "taken after its update"
# train_epoch-hidden = "taken after its update"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total, num_samples = 0.0, 0
    for x, t in loader:
        optimizer.zero_grad()
        criterion(model(x), t).backward()
        optimizer.step()
        with torch.no_grad():
            total += criterion(model(x), t).item() * len(x)
        num_samples += len(x)
    return total / num_samples
