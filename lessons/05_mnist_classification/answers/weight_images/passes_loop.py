# /// answer
# why = "Builds the pictures digit by digit, as a list."
# ///

# %% item="weight_images"
def weight_images(model):
    with torch.no_grad():
        weight = [p for p in model.parameters() if p.ndim > 1][0]
        return [abs(row.numpy()).reshape(28, 28) for row in weight]
