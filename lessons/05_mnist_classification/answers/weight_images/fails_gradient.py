# /// answer
# why = "Returns a tensor that still hangs on the model."
# [points]
# weight_images-visible = 0
# weight_images-hidden = 0
# [messages]
# weight_images-visible = "detach it from the model"
# weight_images-hidden = "detach it from the model"
# ///

# %% item="weight_images"
def weight_images(model):
    weight = next(p for p in model.parameters() if p.ndim == 2)
    return weight.abs().reshape(10, 28, 28)
