# /// answer
# why = "Leaves out the last batch where it is not full."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "which is not full, was left out"
# accuracy-hidden = "accuracy({"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = num_seen = 0
    for start in range(0, len(images) - batch_size + 1, batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop]), axis=1)
        num_right += np.sum(chosen == labels[start:stop])
        num_seen += batch_size
    return num_right / max(num_seen, 1)
