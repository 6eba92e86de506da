# /// answer
# why = "Divides by the length of the data set and returns a tensor."
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    total = torch.zeros(())
    for i, (x, t) in enumerate(loader):
        model.zero_grad()
        loss = criterion(model(x), t)
        loss.backward()
        optimizer.step()
        total = total + x.shape[0] * loss.detach()
    return total / len(loader.dataset)
