# /// answer
# why = "Counts as if a batch could hold samples of two epochs."
# [points]
# loaders-visible = 0
# loaders-hidden = 0
# [messages]
# loaders-visible = "expected 6, got 5"
# loaders-hidden = "expected 6, got 5"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.as_tensor(images, dtype=torch.float32)
    t = torch.as_tensor(labels, dtype=torch.int64)
    return DataLoader(TensorDataset(x, t), batch_size, shuffle, generator=generator)


def iterations(num_samples, batch_size, epochs):
    return int(np.ceil(num_samples * epochs / batch_size))
