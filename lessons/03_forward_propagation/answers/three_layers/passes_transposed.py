# /// answer
# why = "Columns in place of rows, transposed back at the end."
# ///

# %% item="three_layers"
def forward(network, x):
    z1 = sigmoid(network["W1"].T @ x.T + network["b1"].reshape((-1,) + (1,) * (x.ndim - 1)))
    z2 = sigmoid(network["W2"].T @ z1 + network["b2"].reshape((-1,) + (1,) * (x.ndim - 1)))
    return (network["W3"].T @ z2).T + network["b3"]
