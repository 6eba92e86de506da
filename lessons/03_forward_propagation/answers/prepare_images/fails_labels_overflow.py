# /// answer
# why = "Computes places with labels of 8 bits, which overflow."
# [points]
# prepare_images-hidden = 0
# [messages]
# prepare_images-hidden = "one_hot("
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = images.astype(np.float32) / 255 if normalize else images
    return x.reshape(len(x), 784) if flatten else x[:, None]
def one_hot(labels, num_classes):
    flat = np.zeros(len(labels) * num_classes)
    flat[labels + num_classes * np.arange(len(labels)).astype(labels.dtype)] = 1
    return flat.reshape(len(labels), num_classes)
