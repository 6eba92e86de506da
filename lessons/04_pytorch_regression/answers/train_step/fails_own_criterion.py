# /// answer
# why = "Always uses the mean squared error."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "all parameters after step 1"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = nn.functional.mse_loss(model(inputs), targets)
    optimizer.zero_grad()
    loss.backward()
    optimizer.step()
    return loss.item()
