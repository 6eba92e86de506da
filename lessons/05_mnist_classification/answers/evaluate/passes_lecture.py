# /// answer
# why = "The lecture's own function, on the device where the model's first parameter is."
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    device = next(model.parameters()).device
    total, num_right, num_samples = 0.0, 0, 0
    was_training = model.training
    model.eval()
    with torch.no_grad():
        for x, t in loader:
            x, t = x.to(device), t.to(device)
            logits = model(x)
            total += criterion(logits, t).item() * len(x)
            num_right += (logits.argmax(dim=1) == t).sum().item()
            num_samples += len(x)
    model.train(was_training)
    return total / num_samples, num_right / num_samples
