# /// answer
# why = "Puts all outputs together and measures once, in inference mode."
# ///

# %% item="evaluate"
def evaluate(model, loader, criterion):
    mode = model.training
    model.eval()
    try:
        with torch.inference_mode():
            outputs, targets = zip(*((model(x), t) for x, t in loader))
            y, t = torch.cat(outputs), torch.cat(targets)
            return [criterion(y, t), torch.mean((y.max(dim=1).indices == t).double())]
    finally:
        if mode:
            model.train()
