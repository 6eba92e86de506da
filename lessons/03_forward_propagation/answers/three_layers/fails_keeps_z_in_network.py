# /// answer
# why = "Writes the hidden values into the caller's dict."
# [points]
# three_layers-hidden = 0
# [messages]
# three_layers-hidden = "the argument network['z1'] was changed"
# ///

# %% item="three_layers"
def forward(network, x):
    network["z1"] = sigmoid(x @ network["W1"] + network["b1"])
    z = sigmoid(network["z1"] @ network["W2"] + network["b2"])
    return z @ network["W3"] + network["b3"]
