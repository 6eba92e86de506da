# /// answer
# why = "Updates before the gradients are computed."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "the parameters did not move"
# train_step-hidden = "all parameters after step 1"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    optimizer.step()
    loss.backward()
    return loss.item()
