# /// answer
# why = "Each step leaves one more hook in the model."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "step changed more than the model's parameters: model._hooks."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    model.register_forward_hook(lambda m, i, o: None)
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()
