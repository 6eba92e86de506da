# /// answer
# why = "No update where the loss is 0 or below."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "all parameters after step"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    if loss.item() > 0:
        loss.backward()
        optimizer.step()
    return loss.item()
