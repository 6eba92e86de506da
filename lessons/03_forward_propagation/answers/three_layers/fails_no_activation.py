# /// answer
# why = "Leaves the activation functions out."
# [points]
# three_layers-visible = 0
# three_layers-hidden = 0
# [messages]
# three_layers-visible = "no activation function"
# three_layers-hidden = "largest difference"
# ///

# %% item="three_layers"
def forward(network, x):
    a1 = x @ network["W1"] + network["b1"]
    a2 = a1 @ network["W2"] + network["b2"]
    return a2 @ network["W3"] + network["b3"]

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
