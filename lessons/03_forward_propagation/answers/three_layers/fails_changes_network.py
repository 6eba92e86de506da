# /// answer
# why = "Sets the biases of the caller's network to 0 once they are used."
# [points]
# three_layers-visible = 0
# three_layers-hidden = 0
# [messages]
# three_layers-visible = "the argument b"
# three_layers-hidden = "k on a new array instead of changing the caller's."
# ///

# %% item="three_layers"
def forward(network, x):
    y = x
    for number in (1, 2, 3):
        y = y @ network[f"W{number}"] + network[f"b{number}"]
        if number < 3:
            y = sigmoid(y)
        network[f"b{number}"] = np.zeros_like(network[f"b{number}"])
    return y

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
