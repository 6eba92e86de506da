# /// answer
# why = "Loops over the layers."
# ///

# %% item="three_layers"
def forward(network, x):
    for number in (1, 2):
        x = sigmoid(x @ network[f"W{number}"] + network[f"b{number}"])
    return x @ network["W3"] + network["b3"]
