# /// answer
# why = "Divides the sum of batch means by the number of samples."
# [points]
# train_epoch-visible = 0
# train_epoch-hidden = 0
# [messages]
# train_epoch-visible = "it has to count for each sample of its batch"
# train_epoch-hidden = "it has to count for each sample of its batch"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total = 0.0
    for x, t in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        total += loss.item()
    return total / len(loader.dataset)
