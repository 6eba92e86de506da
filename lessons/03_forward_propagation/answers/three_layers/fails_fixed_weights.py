# /// answer
# why = "Ignores the network and uses the weights of the example."
# [points]
# three_layers-hidden = 0
# [messages]
# three_layers-hidden = "matmul"
# ///

# %% item="three_layers"
def forward(network, x):
    W1 = np.array([[0.1, 0.3, 0.5], [0.2, 0.4, 0.6]])
    b1 = np.array([0.1, 0.2, 0.3])
    W2 = np.array([[0.1, 0.4], [0.2, 0.5], [0.3, 0.6]])
    b2 = np.array([0.1, 0.2])
    W3 = np.array([[0.1, 0.3], [0.2, 0.4]])
    b3 = np.array([0.1, 0.2])
    z1 = sigmoid(x @ W1 + b1)
    z2 = sigmoid(z1 @ W2 + b2)
    return z2 @ W3 + b3

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = predict(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
