# /// answer
# why = "Sets the gradients to zero itself; the loss as a NumPy number."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    model.train()
    for parameter in model.parameters():
        parameter.grad = None
    outputs = model(inputs)
    loss = criterion(outputs, targets)
    before = loss.detach().numpy()[()]
    loss.backward()
    optimizer.step()
    return before
