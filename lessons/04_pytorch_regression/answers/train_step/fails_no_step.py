# /// answer
# why = "Believes that backward moves the weights."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "the parameters did not move"
# train_step-hidden = "all parameters after step 1"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    return loss.item()
