# /// answer
# why = "Ends the last layer in a sigmoid, too."
# [points]
# three_layers-visible = 0
# three_layers-hidden = 0
# [messages]
# three_layers-visible = "the last layer ends in a sigmoid too"
# three_layers-hidden = "the last layer ends in a sigmoid too"
# ///

# %% item="three_layers"
def forward(network, x):
    for number in (1, 2, 3):
        x = sigmoid(x @ network[f"W{number}"] + network[f"b{number}"])
    return x

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
