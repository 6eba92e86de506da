# /// answer
# why = "Drops the last batch where it is smaller."
# [points]
# loaders-visible = 0
# loaders-hidden = 0
# [messages]
# loaders-visible = "samples are left out"
# loaders-hidden = "samples are left out"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.as_tensor(images, dtype=torch.float32)
    t = torch.as_tensor(labels, dtype=torch.int64)
    return DataLoader(
        TensorDataset(x, t), batch_size, shuffle, generator=generator, drop_last=True
    )


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
