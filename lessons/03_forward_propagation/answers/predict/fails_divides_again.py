# /// answer
# why = "Divides the prepared images by 255 again."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "divided by 255 a second time"
# predict-hidden = "largest difference"
# ///

# %% item="predict"
def predict(network, images):
    return softmax(forward(network, images / 255))

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
