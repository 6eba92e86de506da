# /// answer
# why = "Forgets the smaller last batch when counting."
# [points]
# loaders-visible = 0
# loaders-hidden = 0
# [messages]
# loaders-visible = "the smaller batch at the end makes an update"
# loaders-hidden = "the smaller batch at the end makes an update"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.as_tensor(images, dtype=torch.float32)
    t = torch.as_tensor(labels, dtype=torch.int64)
    return DataLoader(TensorDataset(x, t), batch_size, shuffle, generator=generator)


def iterations(num_samples, batch_size, epochs):
    return num_samples // batch_size * epochs
