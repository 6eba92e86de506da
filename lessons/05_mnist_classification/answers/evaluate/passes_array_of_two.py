# /// answer
# why = "Adds up in one array."
# ///

# %% item="evaluate"
@torch.no_grad()
def evaluate(model, loader, criterion):
    modes = [(module, module.training) for module in model.modules()]
    model.eval()
    sums, num_samples = np.zeros(2), 0
    for x, t in loader:
        y = model(x).detach()
        right = np.count_nonzero(y.numpy().argmax(axis=1) == t.numpy())
        sums += [float(criterion(y, t)) * len(x), right]
        num_samples += len(x)
    for module, mode in modes:
        module.training = mode
    return sums / num_samples
