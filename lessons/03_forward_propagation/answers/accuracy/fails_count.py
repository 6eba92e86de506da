# /// answer
# why = "Returns the number of right answers."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "the number of right answers"
# accuracy-hidden = "number of right answers"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop]), axis=1)
        num_right += np.sum(chosen == labels[start:stop])
    return num_right
