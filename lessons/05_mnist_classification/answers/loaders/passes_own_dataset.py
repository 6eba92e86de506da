# /// answer
# why = "Writes a data set of its own and copies the arrays."
# ///

# %% item="loaders"
import math

from torch.utils.data import Dataset


class Digits(Dataset):
    def __init__(self, images, labels):
        self.images = torch.tensor(np.array(images), dtype=torch.float)
        self.labels = torch.tensor([int(label) for label in labels])

    def __len__(self):
        return len(self.labels)

    def __getitem__(self, index):
        return self.images[index], self.labels[index]


def make_loader(images, labels, batch_size, shuffle, generator):
    return DataLoader(
        Digits(images, labels), batch_size=batch_size, shuffle=shuffle, generator=generator
    )


def iterations(num_samples, batch_size, epochs):
    return epochs * math.ceil(num_samples / batch_size)
