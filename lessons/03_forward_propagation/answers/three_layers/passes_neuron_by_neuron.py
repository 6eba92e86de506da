# /// answer
# why = "Neuron by neuron, sample by sample; returns lists."
# ///

# %% item="three_layers"
import math


def forward(network, x):
    if x.ndim == 2:
        return [forward(network, sample) for sample in x]
    signal = list(x)
    for number in (1, 2, 3):
        weights, biases = network[f"W{number}"], network[f"b{number}"]
        sums = [
            sum(value * weights[i, j] for i, value in enumerate(signal)) + biases[j]
            for j in range(len(biases))
        ]
        signal = sums if number == 3 else [1 / (1 + math.exp(-a)) for a in sums]
    return signal

# %% item="predict"
def predict(network, images):
    def sigma(a):
        return 1 / (1 + np.exp(-a))

    z1 = sigma(images @ network["W1"] + network["b1"])
    z2 = sigma(z1 @ network["W2"] + network["b2"])
    powers = np.exp(z2 @ network["W3"] + network["b3"])
    return powers / powers.sum(axis=1, keepdims=True)

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    num_right = 0
    for start in range(0, len(images), batch_size):
        stop = start + batch_size
        logits = predict(network, images[start:stop])
        num_right += np.sum(np.argmax(logits, axis=1) == labels[start:stop])
    return num_right / len(images)
