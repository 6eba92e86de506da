# /// answer
# why = "Keeps the signs."
# [points]
# weight_images-visible = 0
# weight_images-hidden = 0
# [messages]
# weight_images-visible = "the signs are still there"
# weight_images-hidden = "the signs are still there"
# ///

# %% item="weight_images"
def weight_images(model):
    weight = next(p for p in model.parameters() if p.ndim == 2)
    return weight.detach().reshape(10, 28, 28)
