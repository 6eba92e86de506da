# /// answer
# why = "Rounds the probabilities to whole percents."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "largest difference"
# predict-hidden = "largest difference"
# ///

# %% item="predict"
def predict(network, images):
    return np.round(softmax(forward(network, images)), 2)

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
