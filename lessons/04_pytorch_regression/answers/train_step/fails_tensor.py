# /// answer
# why = "Returns the loss as a tensor."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "train_step returned a tensor"
# train_step-hidden = "train_step returned a tensor"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss
