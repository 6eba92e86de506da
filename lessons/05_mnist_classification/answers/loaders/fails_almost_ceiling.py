# /// answer
# why = "Adds 0.999 in place of rounding up."
# [points]
# loaders-hidden = 0
# [messages]
# loaders-hidden = "expected"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.tensor(images, dtype=torch.float32); t = torch.tensor(labels.astype(np.int64))
    return DataLoader(TensorDataset(x, t), batch_size=batch_size, shuffle=shuffle, generator=generator)
def iterations(num_samples, batch_size, epochs): return int(num_samples / batch_size + 0.999) * epochs
