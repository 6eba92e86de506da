# /// answer
# why = "Labels of two digits are cut to the last one."
# [points]
# accuracy-hidden = 0
# [messages]
# accuracy-hidden = "s of 12 classes in batches of 5000: expected 0.916667, got 0"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    right = 0
    for i in range(0, len(images), batch_size):
        y = np.asarray(predict(network, images[i:i + batch_size]))
        right += int((y.argmax(axis=1) == labels[i:i + batch_size] % 10).sum())
    return right / len(images)
