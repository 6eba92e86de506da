# /// answer
# why = "Divides by the largest gray level, although the pictures are in [0, 1]."
# [points]
# loaders-hidden = 0
# [messages]
# loaders-hidden = "pictures are already in [0, 1]"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    x = torch.tensor(images / images.max(), dtype=torch.float32); t = torch.tensor(labels.astype(np.int64))
    return DataLoader(TensorDataset(x, t), batch_size=batch_size, shuffle=shuffle, generator=generator)
def iterations(num_samples, batch_size, epochs): return -(-num_samples // batch_size) * epochs
