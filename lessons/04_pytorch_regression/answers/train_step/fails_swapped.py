# /// answer
# why = "criterion(targets, outputs): the same for mean squared error only."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "in this order"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(targets, model(inputs))
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
