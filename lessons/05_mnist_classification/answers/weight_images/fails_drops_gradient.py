# /// answer
# why = "Drops the weights' gradient."
# [points]
# weight_images-hidden = 0
# [messages]
# weight_images-hidden = "weight.grad was changed"
# ///

# %% item="weight_images"
def weight_images(model):
    w, b = sorted(model.parameters(), key=lambda p: -p.ndim)
    w.grad = None
    return w.detach().abs().reshape(10, 28, 28)
