# /// answer
# why = "Returns the chosen classes in place of the probabilities."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "expected shape (3, 2), got (3,)"
# predict-hidden = "expected shape (1, 2), got (1,)"
# ///

# %% item="predict"
def predict(network, images):
    return np.argmax(forward(network, images), axis=1)

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
