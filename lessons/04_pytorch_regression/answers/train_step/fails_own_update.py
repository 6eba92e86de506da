# /// answer
# why = "Updates the parameters itself, as SGD with lr 0.1 would."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "the update has to be the optimizer"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    model.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    with torch.no_grad():
        for parameter in model.parameters():
            parameter -= 0.1 * parameter.grad
    return loss.item()
