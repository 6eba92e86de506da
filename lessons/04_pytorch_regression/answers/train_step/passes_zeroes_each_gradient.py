# /// answer
# why = "Sets each gradient to 0 after the update."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    for p in model.parameters():
        p.grad.zero_()
    return loss.detach().numpy().item()
