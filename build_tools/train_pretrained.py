"""Train the network 784-50-100-10 that lesson 03 uses, on MNIST; the same bytes every time.

``python -m build_tools.train_pretrained`` writes the weights and a record of how they were made
into ``data/pretrained/``. It needs MNIST (see `mlcourse.data.load_mnist`) and half a minute.
"""

import hashlib
import platform
import sys
from pathlib import Path

import numpy as np
import torch
from torch import nn

from mlcourse.data import PRETRAINED_SHAPES, load_mnist

FOLDER = Path(__file__).resolve().parents[1] / "data" / "pretrained"
SEED = 2024
EPOCHS = 20
BATCH_SIZE = 100
LEARNING_RATE = 2e-3  # at the start; it falls to 0 along half a cosine
MIN_ACCURACY = 0.935

RECORD = """\
# Trained weights

`mnist_784_50_100_10.npz` holds the weights of a network 784-50-100-10 (sigmoid, sigmoid, softmax)
as float32 arrays (inputs, outputs): `W1` (784, 50), `b1` (50,), `W2` (50, 100), `b2` (100,),
`W3` (100, 10), `b3` (10,). Its inputs are gray levels divided by 255.

Made by `python -m build_tools.train_pretrained`, from nothing but MNIST's training images:

| | |
|---|---|
| data | the 60,000 training images of MNIST, pixels / 255 |
| seed | {seed} (initial weights and order of the images) |
| initial weights | Xavier uniform; biases 0 |
| loss | cross entropy |
| optimizer | Adam, learning rate {lr:g}, falling to 0 along half a cosine |
| mini-batches | {batch_size} images |
| epochs | {epochs} |
| machine | one thread of a CPU, PyTorch's deterministic algorithms |
| versions | Python {python}, NumPy {numpy}, PyTorch {torch} |
| accuracy, 60,000 training images | {train:.4f} |
| accuracy, 10,000 test images | {test:.4f} |

SHA-256 of each array's bytes (C order, little-endian):

| array | SHA-256 |
|---|---|
{digests}

The same machine with the same versions gives the same bytes; another one may differ in the last
digits, and so in the sums.
"""


def train(images, labels):
    """Train the network.

    Parameters
    ----------
    images : numpy.ndarray of float32, shape (k, 784)
        Gray levels divided by 255.
    labels : numpy.ndarray of int64, shape (k,)
        The digits.

    Returns
    -------
    dict of str to numpy.ndarray of float32
        The arrays of `mlcourse.data.PRETRAINED_SHAPES`.
    """
    torch.set_num_threads(1)
    torch.use_deterministic_algorithms(True)
    generator = torch.Generator().manual_seed(SEED)
    layers = [nn.Linear(784, 50), nn.Linear(50, 100), nn.Linear(100, 10)]
    for layer in layers:
        nn.init.xavier_uniform_(layer.weight, generator=generator)
        nn.init.zeros_(layer.bias)
    model = nn.Sequential(layers[0], nn.Sigmoid(), layers[1], nn.Sigmoid(), layers[2])
    inputs, targets = torch.from_numpy(images), torch.from_numpy(labels)
    num_iterations = EPOCHS * -(-len(inputs) // BATCH_SIZE)
    optimizer = torch.optim.Adam(model.parameters(), lr=LEARNING_RATE)
    scheduler = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, num_iterations)
    criterion = nn.CrossEntropyLoss()
    for _ in range(EPOCHS):
        for batch in torch.randperm(len(inputs), generator=generator).split(BATCH_SIZE):
            optimizer.zero_grad()
            criterion(model(inputs[batch]), targets[batch]).backward()
            optimizer.step()
            scheduler.step()
    network = {}
    for number, layer in enumerate(layers, start=1):
        # nn.Linear stores (outputs, inputs); the course's arrays are (inputs, outputs).
        network[f"W{number}"] = np.ascontiguousarray(layer.weight.detach().numpy().T)
        network[f"b{number}"] = layer.bias.detach().numpy()
    return network


def measure_accuracy(network, images, labels):
    """Return the share of images whose largest output is at the right digit, by NumPy alone."""

    def sigmoid(x):
        return 1 / (1 + np.exp(-x))

    z1 = sigmoid(images @ network["W1"] + network["b1"])
    z2 = sigmoid(z1 @ network["W2"] + network["b2"])
    logits = z2 @ network["W3"] + network["b3"]
    return float((logits.argmax(axis=1) == labels).mean())


def main():
    """Train, measure and write the two files; return the exit status."""
    data = load_mnist()
    if data.name != "MNIST":
        print(f"MNIST itself is needed, but here is only: {data.name}", file=sys.stderr)
        return 1
    train_images, test_images = (
        images.reshape(len(images), 784).astype(np.float32) / 255
        for images in (data.train_images, data.test_images)
    )
    network = train(train_images, data.train_labels)
    assert {name: array.shape for name, array in network.items()} == PRETRAINED_SHAPES
    train_accuracy = measure_accuracy(network, train_images, data.train_labels)
    test_accuracy = measure_accuracy(network, test_images, data.test_labels)
    print(f"accuracy: training {train_accuracy:.4f}, test {test_accuracy:.4f}")
    if test_accuracy < MIN_ACCURACY:
        print(f"less than {MIN_ACCURACY}: nothing written", file=sys.stderr)
        return 1
    FOLDER.mkdir(parents=True, exist_ok=True)
    path = FOLDER / "mnist_784_50_100_10.npz"
    np.savez_compressed(path, allow_pickle=False, **network)
    digests = "\n".join(
        f"| `{name}` | `{hashlib.sha256(array.astype('<f4').tobytes()).hexdigest()}` |"
        for name, array in network.items()
    )
    record = RECORD.format(
        seed=SEED,
        lr=LEARNING_RATE,
        batch_size=BATCH_SIZE,
        epochs=EPOCHS,
        python=platform.python_version(),
        numpy=np.__version__,
        torch=torch.__version__,
        train=train_accuracy,
        test=test_accuracy,
        digests=digests,
    )
    (FOLDER / "README.md").write_text(record, encoding="utf-8")
    print(f"wrote {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
