# /// answer
# why = "Returns the last batch's loss as the epoch's."
# [points]
# train_epoch-visible = 0
# train_epoch-hidden = 0
# [messages]
# train_epoch-visible = "the last batch alone"
# train_epoch-hidden = "the last batch alone"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    for x, t in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
    return loss.item()

# %% item="evaluate"
# A right train_epoch for the items that follow.
def train_epoch(model, loader, criterion, optimizer):
    total, num_samples = 0.0, 0
    for x, t in loader:
        optimizer.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        total += loss.item() * len(t)
        num_samples += len(t)
    return total / num_samples


def evaluate(model, loader, criterion):
    training = model.training
    model.eval()
    total, right, num_samples = 0.0, 0, 0
    with torch.no_grad():
        for x, t in loader:
            y = model(x)
            total += criterion(y, t).item() * len(t)
            right += (y.argmax(1) == t).sum().item()
            num_samples += len(t)
    model.train(training)
    return total / num_samples, right / num_samples
