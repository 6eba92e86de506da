# /// answer
# why = "Divides the prepared images by 255 again."
# [points]
# accuracy-hidden = 0
# [messages]
# accuracy-hidden = "accuracy({"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop] / 255), axis=1)
        num_right += np.sum(chosen == labels[start:stop])
    return num_right / len(images)
