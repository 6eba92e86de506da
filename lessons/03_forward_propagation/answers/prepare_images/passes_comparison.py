# /// answer
# why = "Divides by a float32, and compares labels with all classes."
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    k = images.shape[0]
    result = np.multiply(images, np.float32(1 / 255)) if normalize else images.copy()
    shape = (k, 28 * 28) if flatten else (k, 1, 28, 28)
    return np.reshape(result, shape)


def one_hot(labels, num_classes):
    return labels[:, np.newaxis] == np.arange(num_classes)
