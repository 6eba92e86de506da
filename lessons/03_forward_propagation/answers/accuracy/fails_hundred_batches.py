# /// answer
# why = "At most 100 batches of at most 100 images."
# [points]
# accuracy-hidden = 0
# [messages]
# accuracy-hidden = "f 12 classes in batches of 5000: expected 0.916667, got 0.75"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    batch_size = min(batch_size, 100)
    right = 0
    for i in range(0, min(len(images), 100 * batch_size), batch_size):
        y = np.asarray(predict(network, images[i:i + batch_size]))
        right += int((y.argmax(axis=1) == labels[i:i + batch_size]).sum())
    return right / len(images)
