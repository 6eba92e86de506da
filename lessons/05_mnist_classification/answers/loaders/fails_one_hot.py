# /// answer
# why = "Gives one-hot labels instead of whole numbers."
# [points]
# loaders-visible = 0
# loaders-hidden = 0
# [messages]
# loaders-visible = "neither one-hot rows nor a column"
# loaders-hidden = "neither one-hot rows nor a column"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.as_tensor(images, dtype=torch.float32)
    t = nn.functional.one_hot(torch.as_tensor(labels, dtype=torch.int64), 10)
    return DataLoader(TensorDataset(x, t), batch_size, shuffle, generator=generator)


def iterations(num_samples, batch_size, epochs):
    return -(-num_samples // batch_size) * epochs

# %% item="linear_classifier"
# A right make_loader for the items that follow.
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.as_tensor(images, dtype=torch.float32)
    t = torch.as_tensor(labels, dtype=torch.int64)
    return DataLoader(TensorDataset(x, t), batch_size, shuffle, generator=generator)


class LinearClassifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.linear = nn.Linear(784, 10)

    def forward(self, x):
        return self.linear(x.flatten(1))
