# /// answer
# why = "one_hot makes as many columns as the labels that occur need."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "expected shape (2, 4), got (2, 3)"
# prepare_images-hidden = "those included that do not occur"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images.astype(np.float32) / 255 if normalize else images
    return x.reshape(-1, 784) if flatten else x.reshape(-1, 1, 28, 28)


def one_hot(labels, num_classes):
    return np.eye(labels.max() + 1)[labels]
