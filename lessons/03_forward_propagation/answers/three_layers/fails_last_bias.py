# /// answer
# why = "Forgets the last bias."
# [points]
# three_layers-visible = 0
# three_layers-hidden = 0
# [messages]
# three_layers-visible = "largest difference"
# three_layers-hidden = "a bias is missing"
# ///

# %% item="three_layers"
def forward(network, x):
    z1 = sigmoid(x @ network["W1"] + network["b1"])
    z2 = sigmoid(z1 @ network["W2"] + network["b2"])
    return z2 @ network["W3"]

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
