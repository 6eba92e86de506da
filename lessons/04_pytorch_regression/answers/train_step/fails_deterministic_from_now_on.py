# /// answer
# why = "Switches a setting of PyTorch on for everything that follows."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "es (torch.use_deterministic_algorithms); leave it as it was."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    torch.use_deterministic_algorithms(True)
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    optimizer.step()
    return loss.item()
