# /// answer
# why = "Remembers results by the identity of the arrays, which may hold other numbers by then."
# [points]
# predict-hidden = 0
# [messages]
# predict-hidden = "expected"
# ///

# %% item="predict"
_known = {}


def predict(network, images):
    key = id(network), id(images)
    if key not in _known:
        _known[key] = softmax(forward(network, images))
    return _known[key].copy()


# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    return float(np.mean(np.argmax(forward(network, images), axis=1) == labels))
