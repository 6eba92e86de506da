# /// answer
# why = "Unpacks the dictionary's values in the order of the example."
# [points]
# three_layers-hidden = 0
# [messages]
# three_layers-hidden = "-2.72])}, np.array([1.0])): expected shape (1,), got (1, 1)."
# ///

# %% item="three_layers"
def forward(network, x):
    W1, b1, W2, b2, W3, b3 = network.values()
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
