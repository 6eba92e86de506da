# /// answer
# why = "one_hot numbers the classes from 1."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "largest difference"
# prepare_images-hidden = "largest difference"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images.astype(np.float32) / 255 if normalize else images
    return x.reshape(-1, 784) if flatten else x.reshape(-1, 1, 28, 28)


def one_hot(labels, num_classes):
    rows = np.zeros((len(labels), num_classes))
    rows[np.arange(len(labels)), labels - 1] = 1
    return rows
