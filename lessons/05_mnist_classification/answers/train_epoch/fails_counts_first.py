# /// answer
# why = "Goes through the loader once to count, so that its order is another one in training."
# [points]
# train_epoch-hidden = 0
# [messages]
# train_epoch-hidden = "the weights after epoch 1 of 11 samples in batches of 4"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total, n = 0.0, len([0 for batch in loader for _ in batch[0]])
    for x, t in loader:
        loss = criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)

    return total / n
