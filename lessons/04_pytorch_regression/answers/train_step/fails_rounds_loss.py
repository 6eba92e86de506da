# /// answer
# why = "Rounds the loss to 4 decimals."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "expected"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad(); loss = criterion(model(inputs), targets); loss.backward(); optimizer.step()
    return round(loss.item(), 4)
