# /// answer
# why = "Ignores shuffle."
# [points]
# loaders-hidden = 0
# [messages]
# loaders-hidden = "still come in the order of the array"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.tensor(images).float()
    t = torch.tensor(labels).long()
    return DataLoader(TensorDataset(x, t), batch_size=batch_size)


def iterations(num_samples, batch_size, epochs):
    return -(-num_samples // batch_size) * epochs
