# /// answer
# why = "Takes the weights for (784, 10), so that the digits get mixed."
# [points]
# weight_images-visible = 0
# weight_images-hidden = 0
# [messages]
# weight_images-visible = "weight_images(model): expected"
# weight_images-hidden = "weight_images(model): expected"
# ///

# %% item="weight_images"
def weight_images(model):
    weight = next(p for p in model.parameters() if p.ndim == 2)
    return weight.detach().abs().numpy().T.reshape(10, 28, 28)
