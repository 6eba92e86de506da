# /// answer
# why = "Shuffles, but not with the generator that is given."
# [points]
# loaders-hidden = 0
# [messages]
# loaders-hidden = "does not depend on generator alone"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.as_tensor(images, dtype=torch.float32)
    t = torch.as_tensor(labels, dtype=torch.int64)
    return DataLoader(TensorDataset(x, t), batch_size=batch_size, shuffle=shuffle)


def iterations(num_samples, batch_size, epochs):
    return -(-num_samples // batch_size) * epochs
