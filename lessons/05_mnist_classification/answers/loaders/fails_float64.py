# /// answer
# why = "Leaves the type of the pictures as it comes."
# [points]
# loaders-visible = 0
# loaders-hidden = 0
# [messages]
# loaders-visible = "has the type torch.float64"
# loaders-hidden = "has the type torch.float64"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    dataset = TensorDataset(torch.from_numpy(images), torch.from_numpy(labels).long())
    return DataLoader(dataset, batch_size, shuffle, generator=generator)


def iterations(num_samples, batch_size, epochs):
    return -(-num_samples // batch_size) * epochs
