# /// answer
# why = "Returns a percentage."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "this is a percentage"
# accuracy-hidden = "largest difference"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop]), axis=1)
        num_right += np.sum(chosen == labels[start:stop])
    return 100 * num_right / len(images)
