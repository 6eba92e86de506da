# /// answer
# why = "Gradients that are nan become 0, infinite ones the largest number."
# [points]
# train_step-hidden = 0
# [messages]
# train_step-hidden = "yond all bounds, and the result should show it (inf or nan)."
# ///

# %% item="train_step"
def train_step(model, criterion, optimizer, inputs, targets):
    optimizer.zero_grad()
    loss = criterion(model(inputs), targets)
    loss.backward()
    for p in model.parameters():
        p.grad = torch.nan_to_num(p.grad)
    optimizer.step()
    return loss.item()
