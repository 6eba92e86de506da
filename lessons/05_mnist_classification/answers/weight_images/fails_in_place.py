# /// answer
# why = "Makes the model's own weights positive."
# [points]
# weight_images-hidden = 0
# [messages]
# weight_images-hidden = "weight was changed"
# ///

# %% item="weight_images"
def weight_images(model):
    weight = next(p for p in model.parameters() if p.ndim == 2)
    return weight.data.abs_().view(10, 28, 28)
