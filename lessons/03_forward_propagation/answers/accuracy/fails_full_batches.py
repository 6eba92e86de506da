# /// answer
# why = "Divides as if the last batch were full."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "as if every batch were full"
# accuracy-hidden = "accuracy({"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = num_batches = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop]), axis=1)
        num_right += np.sum(chosen == labels[start:stop])
        num_batches += 1
    return num_right / (num_batches * batch_size)
