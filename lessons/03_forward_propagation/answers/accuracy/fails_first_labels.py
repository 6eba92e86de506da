# /// answer
# why = "Compares every batch with the first labels."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "largest difference"
# accuracy-hidden = "accuracy({"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        chosen = np.argmax(predict(network, images[start : start + batch_size]), axis=1)
        num_right += np.sum(chosen == labels[: len(chosen)])
    return num_right / len(images)
