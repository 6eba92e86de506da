# /// answer
# why = "Returns the loss after the update."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "at the parameters before the update"
# train_step-hidden = "at the parameters before the update"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return criterion(model(inputs), targets).item()
