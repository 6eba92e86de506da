# /// answer
# why = "Fills the results one by one; one_hot returns lists."
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = np.zeros(images.shape, dtype=np.float32 if normalize else np.uint8)
    for number, picture in enumerate(images):
        x[number] = picture / 255 if normalize else picture
    if flatten:
        return np.array([picture.ravel() for picture in x])
    return np.expand_dims(x, axis=1)


def one_hot(labels, num_classes):
    rows = []
    for label in labels:
        row = [0] * num_classes
        row[label] = 1
        rows.append(row)
    return rows
