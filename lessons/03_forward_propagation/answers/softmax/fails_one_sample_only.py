# /// answer
# why = "Knows one sample only: rows and sums do not fit."
# [points]
# softmax-visible = 0
# softmax-hidden = 0
# [messages]
# softmax-visible = "could not be broadcast together"
# softmax-hidden = "6], [-0.89]])): expected shape (2, 1), got (2, 2)."
# ///

# %% item="softmax"
def softmax(a):
    powers = np.exp(a - np.max(a))
    return powers / np.sum(powers, axis=-1)

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)
