# /// answer
# why = "Makes the learning rate smaller at each call."
# [points]
# train_step-visible = 0
# train_step-hidden = 0
# [messages]
# train_step-visible = "expected"
# train_step-hidden = "changed more than the model's parameters"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad(); loss = criterion(model(inputs), targets); loss.backward(); optimizer.step()
    for g in optimizer.param_groups: g["lr"] *= 0.9999
    return loss.item()
