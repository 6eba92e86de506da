# /// answer
# why = "Never cleans the gradients, so they add up."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "the gradients of the step before were added"
# train_step-hidden = "the gradients of the step before were added"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()
