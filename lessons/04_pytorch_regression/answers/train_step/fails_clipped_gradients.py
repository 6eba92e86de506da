# /// answer
# why = "Gradients are cut at 5."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "all parameters after step"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    model.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    nn.utils.clip_grad_value_(model.parameters(), 5.0)
    optimizer.step()
    return float(loss)
