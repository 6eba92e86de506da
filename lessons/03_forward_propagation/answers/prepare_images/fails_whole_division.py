# /// answer
# why = "Divides whole numbers: every gray level but 255 becomes 0."
# [points]
# prepare_images-visible = 0
# prepare_images-hidden = 0
# [messages]
# prepare_images-visible = "largest difference"
# prepare_images-hidden = "largest difference"
# ///

# %% item="prepare_images"
def prepare_images(images, normalize, flatten):
    x = (images // 255).astype(np.float32) if normalize else images
    return x.reshape(-1, 784) if flatten else x.reshape(-1, 1, 28, 28)


def one_hot(labels, num_classes):
    return np.eye(num_classes)[labels]
