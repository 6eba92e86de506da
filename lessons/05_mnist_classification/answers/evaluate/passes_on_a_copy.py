# /// answer
# why = "Measures a copy of the model."
# ///

# %% item="evaluate"
import copy
def evaluate(model, loader, criterion):
    judge = copy.deepcopy(model).eval()
    total, right, n = 0.0, 0, 0
    for x, t in loader:
        with torch.no_grad():
            y = judge(x)
            total += criterion(y, t).item() * t.shape[0]
            right += torch.eq(torch.argmax(y, dim=1), t).sum().item()
            n += t.shape[0]
    return [total / n, right / n]
