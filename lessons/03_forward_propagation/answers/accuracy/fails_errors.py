# /// answer
# why = "Counts the wrong answers."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "the share of wrong answers"
# accuracy-hidden = "largest difference"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_wrong = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop]), axis=1)
        num_wrong += np.sum(chosen != labels[start:stop])
    return num_wrong / len(images)
