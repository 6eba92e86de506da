# /// answer
# why = "Leaves the weights in rows of 784."
# [points]
# weight_images-visible = 0
# weight_images-hidden = 0
# [messages]
# weight_images-visible = "expected shape (10, 28, 28), got (10, 784)"
# weight_images-hidden = "expected shape (10, 28, 28), got (10, 784)"
# ///

# %% item="weight_images"
def weight_images(model):
    weight = next(p for p in model.parameters() if p.ndim == 2)
    return weight.detach().abs().numpy()
