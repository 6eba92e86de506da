# /// answer
# why = "A generator makes the steps."
# ///

# %% item="train_epoch"
def _steps(model, loader, criterion, optimizer):
    for x, t in loader:
        optimizer.zero_grad()
        (loss := criterion(model(x), t)).backward()
        optimizer.step()
        yield len(x), loss.item()


def train_epoch(model, loader, criterion, optimizer):
    n = e = 0
    for k, l in _steps(model, loader, criterion, optimizer):
        n, e = n + k, e + k * l
    return e / n
