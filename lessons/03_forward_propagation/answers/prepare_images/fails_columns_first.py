# /// answer
# why = "Reads the pictures column by column."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "column by column"
# prepare_images-hidden = "largest difference"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images.astype(np.float32) / 255 if normalize else images
    if flatten:
        return x.transpose(0, 2, 1).reshape(len(x), 784)
    return x.reshape(len(x), 1, 28, 28)


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
