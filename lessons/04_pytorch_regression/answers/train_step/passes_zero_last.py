# /// answer
# why = "Cleans the gradients at the end, for the next call."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    optimizer.zero_grad()
    return float(loss.detach())
