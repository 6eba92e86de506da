# /// answer
# why = "Sums down the columns of a batch."
# [points]
# softmax-visible = 0
# softmax-hidden = 0
# [messages]
# softmax-visible = "the sum runs down the columns"
# softmax-hidden = "): expected [[0.993307, 0.006693]], got [[1., 1.]]"
# ///

# %% item="softmax"
def softmax(a):
    powers = np.exp(a - np.max(a, axis=0))
    return powers / np.sum(powers, axis=0)

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
