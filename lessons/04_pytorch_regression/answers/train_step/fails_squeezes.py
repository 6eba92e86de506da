# /// answer
# why = "Axes of length 1 are dropped before the criterion sees them."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "Dimension out of range"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad()
    loss = criterion(model(inputs).squeeze(), targets.squeeze())
    loss.backward()
    optimizer.step()
    return loss.item()
