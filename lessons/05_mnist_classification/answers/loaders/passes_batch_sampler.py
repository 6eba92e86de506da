# /// answer
# why = "Draws whole batches of indices, which is faster."
# ///

# %% item="loaders"
from torch.utils.data import BatchSampler, RandomSampler, SequentialSampler


def make_loader(images, labels, batch_size, shuffle, generator):
    dataset = TensorDataset(
        torch.as_tensor(images, dtype=torch.float32), torch.as_tensor(labels).long()
    )
    if shuffle:
        sampler = RandomSampler(dataset, generator=generator)
    else:
        sampler = SequentialSampler(dataset)
    batches = BatchSampler(sampler, batch_size, drop_last=False)
    return DataLoader(dataset, sampler=batches, batch_size=None)


def iterations(num_samples, batch_size, epochs):
    return len(range(0, num_samples, batch_size)) * epochs
