# /// answer
# why = "Shuffles when the loader is made, so that all epochs have one order."
# [points]
# loaders-hidden = 0
# [messages]
# loaders-hidden = "the second epoch has the order of the first"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.tensor(images, dtype=torch.float32)
    t = torch.tensor(labels, dtype=torch.int64)
    if shuffle:
        order = torch.randperm(len(x), generator=generator)
        x, t = x[order], t[order]
    return DataLoader(TensorDataset(x, t), batch_size=batch_size)


def iterations(num_samples, batch_size, epochs):
    return -(-num_samples // batch_size) * epochs
