# /// answer
# why = "Uses softmax in the hidden layers, too."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "largest difference"
# predict-hidden = "largest difference"
# ///

# %% item="predict"
def predict(network, images):
    x = images
    for number in (1, 2, 3):
        x = softmax(x @ network[f"W{number}"] + network[f"b{number}"])
    return x

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
