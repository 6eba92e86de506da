# /// answer
# why = "At most 32 rows of a batch are used."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "all parameters after step 4 with SGD and skew"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad()
    loss = criterion(model(inputs[:32]), targets[:32])
    loss.backward()
    optimizer.step()
    return loss.item()
