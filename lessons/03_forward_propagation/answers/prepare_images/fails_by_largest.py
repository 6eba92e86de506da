# /// answer
# why = "Divides by the largest gray level that occurs."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "so that all pictures keep one scale"
# prepare_images-hidden = "largest difference"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images
    if normalize:
        x = images.astype(np.float32) / max(images.max(), 1)
    return x.reshape(-1, 784) if flatten else x.reshape(-1, 1, 28, 28)


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
