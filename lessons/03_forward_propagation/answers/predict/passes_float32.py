# /// answer
# why = "Computes in float32 with PyTorch."
# ///

# %% item="predict"
import torch


def predict(network, images):
    x = torch.tensor(images, dtype=torch.float32)
    parts = {name: torch.tensor(array, dtype=torch.float32) for name, array in network.items()}
    for number in "12":
        x = torch.sigmoid(x @ parts[f"W{number}"] + parts[f"b{number}"])
    return torch.softmax(x @ parts["W3"] + parts["b3"], dim=1).numpy()
