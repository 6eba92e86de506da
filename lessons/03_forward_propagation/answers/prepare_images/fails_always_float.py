# /// answer
# why = "Makes floats even where normalize is False."
# [points]
# prepare_images-hidden = 0
# [messages]
# prepare_images-hidden = "expected the dtype uint8, got float32"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images.astype(np.float32)
    if normalize:
        x /= 255
    return x.reshape(-1, 784) if flatten else x.reshape(-1, 1, 28, 28)


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
