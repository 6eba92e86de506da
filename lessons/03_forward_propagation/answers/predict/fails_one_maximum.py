# /// answer
# why = "Subtracts the maximum of the batch, and adds a small number to the sums."
# [points]
# predict-hidden = 0
# [messages]
# predict-hidden = "np.array([[-90.0, 90.0]])"
# ///

# %% item="predict"
def predict(network, images):
    a = forward(network, images)
    e = np.exp(a - a.max())
    return e / (e.sum(axis=1, keepdims=True) + 1e-12)
