# /// answer
# why = "Works for the sizes of the digit network only."
# [points]
# predict-visible = 0
# predict-hidden = 0
# [messages]
# predict-visible = "cannot reshape array"
# predict-hidden = "cannot reshape array"
# ///

# %% item="predict"
def predict(network, images):
    images = images.reshape(-1, 784)
    return softmax(forward(network, images)).reshape(-1, 10)

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = forward(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
