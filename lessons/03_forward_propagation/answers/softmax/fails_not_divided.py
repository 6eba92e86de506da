# /// answer
# why = "Forgets the denominator."
# [points]
# softmax-visible = 0
# softmax-hidden = 0
# [messages]
# softmax-visible = "not divided by their sum"
# softmax-hidden = "expected [0.5, 0.5]"
# ///

# %% item="softmax"
def softmax(a):
    return np.exp(a)

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
