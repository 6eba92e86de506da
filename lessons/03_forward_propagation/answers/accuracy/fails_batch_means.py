# /// answer
# why = "Takes the mean of the batches' accuracies."
# [points]
# accuracy-visible = 0
# accuracy-hidden = 0
# [messages]
# accuracy-visible = "mean of the batches' accuracies"
# accuracy-hidden = "mean of the batches' accuracies"
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    shares = []
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        chosen = np.argmax(predict(network, images[start:stop]), axis=1)
        shares.append(np.mean(chosen == labels[start:stop]))
    return np.mean(shares)
