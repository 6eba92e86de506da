# /// answer
# why = "The model is left in evaluation mode."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "model.training"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    model.train()
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    model.eval()
    return loss.item()
