# /// answer
# why = "A new generator from the seed of the one that is given."
# [points]
# loaders-hidden = 0
# [messages]
# loaders-hidden = "generator"
# ///

# %% item="loaders"
def make_loader(images, labels, batch_size, shuffle, generator):
    g = None if generator is None else torch.Generator().manual_seed(generator.initial_seed())
    return DataLoader(TensorDataset(torch.as_tensor(images, dtype=torch.float32), torch.as_tensor(labels, dtype=torch.int64)), batch_size, shuffle, generator=g)
def iterations(num_samples, batch_size, epochs): return -(-num_samples // batch_size) * epochs
