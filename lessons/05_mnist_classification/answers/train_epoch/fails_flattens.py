# /// answer
# why = "Flattens the inputs, which are the model's own affair."
# [points]
# train_epoch-hidden = 0
# [messages]
# train_epoch-hidden = "shapes cannot be multiplied"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total, n = 0.0, 0
    for x, t in loader:
        x = x.flatten(1)
        loss = criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        total += loss.item() * len(x)
        n += len(x)

    return total / n
