# /// answer
# why = "Leaves the model in evaluation mode."
# [points]
# weight_images-hidden = 0
# [messages]
# weight_images-hidden = "model.training was changed"
# ///

# %% item="weight_images"
def weight_images(model):
    model.eval()
    w = next(p for p in model.parameters() if p.ndim == 2)
    return w.detach().abs().reshape(10, 28, 28)
