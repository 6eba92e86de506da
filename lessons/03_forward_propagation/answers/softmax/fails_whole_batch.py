# /// answer
# why = "Sums over the whole batch."
# [points]
# softmax-visible = 0
# softmax-hidden = 0
# [messages]
# softmax-visible = "the sum runs over the whole batch"
# softmax-hidden = "xpected [[1.], [1.]], got [[0.809998], [0.190002]]"
# ///

# %% item="softmax"
def softmax(a):
    powers = np.exp(a - np.max(a))
    return powers / np.sum(powers)

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
