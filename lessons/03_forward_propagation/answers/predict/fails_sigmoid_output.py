# /// answer
# why = "Ends in a sigmoid."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "in place of the softmax"
# predict-hidden = "largest difference"
# ///

# %% item="predict"
def predict(network, images):
    return sigmoid(forward(network, images))

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
