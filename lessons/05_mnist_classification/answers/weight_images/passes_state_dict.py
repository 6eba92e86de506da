# /// answer
# why = "Reads the state dict and works with NumPy."
# ///

# %% item="weight_images"
def weight_images(model):
    for value in model.state_dict().values():
        if value.shape == (10, 784):
            return np.abs(value.numpy()).reshape(-1, 28, 28)
