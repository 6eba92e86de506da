# /// answer
# why = "The five steps in a closure that the optimiser calls."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    model.train()

    def closure():
        optimizer.zero_grad(set_to_none=False)
        loss = criterion(model(inputs), targets)
        loss.backward()
        return loss

    return float(optimizer.step(closure))
