# /// answer
# why = "Makes a cross entropy of its own, without the settings of the one that it is given."
# [points]
# train_epoch-hidden = 0
# [messages]
# train_epoch-hidden = "the loss of epoch 1 of 6 samples in batches of 6"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    criterion = nn.CrossEntropyLoss() if isinstance(criterion, nn.CrossEntropyLoss) else criterion
    e = n = 0
    for x, t in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        e += loss.item() * len(x)
        n += len(x)
    return e / n
