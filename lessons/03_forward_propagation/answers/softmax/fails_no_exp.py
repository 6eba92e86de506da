# /// answer
# why = "Divides the scores by their sum."
# [points]
# softmax-visible = 0
# softmax-hidden = 0
# [messages]
# softmax-visible = "without raising e to them first"
# softmax-hidden = "nan or infinity"
# ///

# %% item="softmax"
def softmax(a):
    return a / np.sum(a, axis=-1, keepdims=True)

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
