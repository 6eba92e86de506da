# /// answer
# why = "A loader of its own class with a batch sampler."
# ///

# %% item="loaders"
from torch.utils.data import RandomSampler, SequentialSampler, BatchSampler
class Loader(DataLoader):
    pass
def make_loader(images, labels, batch_size, shuffle, generator):
    if batch_size < 1: raise ValueError("batch_size")
    if len(images) != len(labels): raise ValueError("lengths")
    data = TensorDataset(torch.Tensor(images), torch.LongTensor(labels.tolist()))
    base = RandomSampler(data, generator=generator) if shuffle else SequentialSampler(data)
    return Loader(data, batch_sampler=BatchSampler(base, batch_size, drop_last=False))
def iterations(num_samples, batch_size, epochs):
    return len(BatchSampler(range(num_samples), batch_size, False)) * epochs
