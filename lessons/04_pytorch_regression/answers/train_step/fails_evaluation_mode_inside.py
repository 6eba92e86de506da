# /// answer
# why = "Computes the outputs in evaluation mode."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "all parameters after step 1 with SGD and skew"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad()
    model.eval()
    loss = criterion(model(inputs), targets)
    model.train()
    loss.backward()
    optimizer.step()
    return loss.item()
