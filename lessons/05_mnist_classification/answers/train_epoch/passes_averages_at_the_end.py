# /// answer
# why = "Collects losses and sizes and takes a weighted mean; clears at the end of a step."
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    model.train()
    losses, sizes = [], []
    for inputs, targets in loader:
        loss = criterion(model(inputs), targets)
        loss.backward()
        optimizer.step()
        optimizer.zero_grad()
        losses.append(loss.detach())
        sizes.append(len(targets))
    return np.average(np.array([loss.numpy() for loss in losses]), weights=sizes)
