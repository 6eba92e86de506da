# /// answer
# why = "Divides, which makes float64."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "expected the dtype float32, got float64"
# prepare_images-hidden = "expected the dtype float32, got float64"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images / 255 if normalize else images
    return x.reshape(-1, 784) if flatten else x.reshape(-1, 1, 28, 28)


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
