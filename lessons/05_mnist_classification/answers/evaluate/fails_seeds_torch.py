# /// answer
# why = "Seeds PyTorch's own generator."
# [points]
# evaluate-hidden = 0
# [messages]
# evaluate-hidden = "torch.manual_seed"
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    torch.manual_seed(0)
    was = model.training; model.eval(); total = right = n = 0
    with torch.no_grad():
        for x, t in loader:
            y = model(x); total += criterion(y, t).item() * len(x); right += (y.argmax(1) == t).sum().item(); n += len(x)
    model.train(was)
    return total / n, right / n
