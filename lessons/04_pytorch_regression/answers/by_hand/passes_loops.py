# /// answer
# why = "Sample by sample, output by output."
# ///

# %% item="by_hand"
def linear_by_hand(x, weight, bias):
    rows = []
    for row in x:
        rows.append(torch.stack([(row * w).sum() + b for w, b in zip(weight, bias)]))
    return torch.stack(rows)


def mse_by_hand(y, t):
    total, count = 0, 0
    for a, b in zip(y.flatten(), t.flatten()):
        total = total + (a - b) ** 2
        count += 1
    return total / count
