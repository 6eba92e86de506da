# /// answer
# why = "Updates twice."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "weight and bias after the first step"
# train_step-hidden = "all parameters after step 1"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    optimizer.step()
    return loss.item()
