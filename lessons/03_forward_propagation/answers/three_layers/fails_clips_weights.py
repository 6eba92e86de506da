# /// answer
# why = "Clips the weights at 10."
# [points]
# three_layers-hidden = 0
# [messages]
# three_layers-hidden = "expected"
# ///

# %% item="three_layers"
def forward(network, x):
    z = sigmoid(x @ np.clip(network["W1"], -10, 10) + network["b1"])
    z = sigmoid(z @ network["W2"] + network["b2"])
    return z @ network["W3"] + network["b3"]
