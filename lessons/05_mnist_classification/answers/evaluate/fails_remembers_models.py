# /// answer
# why = "Gives a model's first result again."
# [points]
# evaluate-hidden = 0
# [messages]
# evaluate-hidden = "after the weights of its last layer have changed"
# ///

# %% item="evaluate"
_seen = {}
def evaluate(model, loader, criterion):
    key = (id(model), id(loader))
    if key in _seen: return _seen[key][0]
    was = model.training; model.eval(); total = right = n = 0
    with torch.no_grad():
        for x, t in loader:
            y = model(x); total += criterion(y, t).item() * len(x); right += (y.argmax(1) == t).sum().item(); n += len(x)
    model.train(was)
    _seen[key] = ((total / n, right / n), model, loader)
    return total / n, right / n
