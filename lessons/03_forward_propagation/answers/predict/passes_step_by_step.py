# /// answer
# why = "All three layers written out."
# ///

# %% item="predict"
def predict(network, images):
    a1 = np.dot(images, network["W1"]) + network["b1"]
    z1 = sigmoid(a1)
    a2 = np.dot(z1, network["W2"]) + network["b2"]
    z2 = sigmoid(a2)
    a3 = np.dot(z2, network["W3"]) + network["b3"]
    return softmax(a3)
