# /// answer
# why = "Switches all warnings off for good."
# [points]
# sigmoid-hidden = 0
# [messages]
# sigmoid-hidden = "warnings.filterwarnings"
# ///

# %% item="sigmoid"
import warnings
def sigmoid(x):
    warnings.filterwarnings("ignore")
    return 1 / (1 + np.exp(-x))

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
