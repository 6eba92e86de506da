# /// answer
# why = "torch.autograd.grad gives the gradients, which replace the old ones."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    loss = criterion(model(inputs), targets)
    parameters = list(model.parameters())
    for parameter, gradient in zip(parameters, torch.autograd.grad(loss, parameters)):
        parameter.grad = gradient
    optimizer.step()
    return loss.item()
