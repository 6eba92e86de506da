# /// answer
# why = "Cleans, updates, then computes gradients that only the next call uses."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "the parameters did not move"
# train_step-hidden = "modified by an inplace operation"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    optimizer.step()
    optimizer.zero_grad()
    loss.backward()
    return loss.item()
