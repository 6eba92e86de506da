# /// answer
# why = "Limits x so tightly that moderate values are wrong."
# [points]
# sigmoid-visible = 0
# sigmoid-hidden = 0
# [messages]
# sigmoid-visible = "sigmoid([-1000, 1000])"
# sigmoid-hidden = "expected"
# ///

# %% item="sigmoid"
def sigmoid(x):
    return 1 / (1 + np.exp(-np.clip(x, -5, 5)))

# %% item="three_layers"
def forward(network, x):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(x @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    return z2 @ network["W3"] + network["b3"]

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
