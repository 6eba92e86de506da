# /// answer
# why = "Divides by the sum over the whole batch."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "the sum runs over the whole batch"
# predict-hidden = "largest difference"
# ///

# %% item="predict"
def predict(network, images):
    powers = np.exp(forward(network, images))
    return powers / powers.sum()

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
