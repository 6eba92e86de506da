# /// answer
# why = "Averages batch means as if all batches were of one size."
# [points]
# train_epoch-visible = 0
# train_epoch-hidden = 0
# [messages]
# train_epoch-visible = "batch means were averaged"
# train_epoch-hidden = "batch means were averaged"
# ///

# %% item="train_epoch"
def train_epoch(model, loader, criterion, optimizer):
    losses = []
    for x, t in loader:
        loss = criterion(model(x), t)
        optimizer.zero_grad()
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    return np.mean(losses)
