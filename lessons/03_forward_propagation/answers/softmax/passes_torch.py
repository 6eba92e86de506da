# /// answer
# why = "Uses PyTorch."
# ///

# %% item="softmax"
import torch


def softmax(a):
    return torch.softmax(torch.tensor(np.asarray(a, dtype=float)), dim=-1).numpy()
