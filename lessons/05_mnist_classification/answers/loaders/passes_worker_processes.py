# /// answer
# why = "The batches are made in two processes of their own."
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.tensor(images, dtype=torch.float32)
    t = torch.tensor(labels, dtype=torch.int64)
    return DataLoader(
        TensorDataset(x, t),
        batch_size=batch_size,
        shuffle=shuffle,
        generator=generator,
        num_workers=2,
    )


def iterations(num_samples, batch_size, epochs):
    return epochs * int(np.ceil(num_samples / batch_size))
