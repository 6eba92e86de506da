# /// answer
# why = "Divides in float64, then converts; one_hot fills zeros."
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    if normalize:
        images = (images / 255.0).astype("float32")
    return images.reshape(-1, 784) if flatten else images[:, None, :, :]


def one_hot(labels, num_classes):
    rows = np.zeros((labels.size, num_classes), dtype=int)
    rows[np.arange(labels.size), labels] = 1
    return rows
