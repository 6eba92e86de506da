# /// answer
# why = "Leaves the pictures without the axis for the color."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "adds an axis of length 1"
# prepare_images-hidden = "expected"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images.astype(np.float32) / 255 if normalize else images
    return x.reshape(-1, 784) if flatten else x


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
