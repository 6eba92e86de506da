# /// answer
# why = "Makes no update where the loss is infinite."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "grow beyond all bounds"
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad(); loss = criterion(model(inputs), targets)
    if not torch.isfinite(loss): return loss.item()
    loss.backward(); optimizer.step()
    return loss.item()
