# /// answer
# why = "The mean of the batches' accuracies, weighted by their sizes."
# ///

# %% item="accuracy"
def accuracy(network, images, labels, batch_size):
    cuts = list(range(batch_size, len(images), batch_size))
    shares, sizes = [], []
    for pictures, right in zip(np.split(images, cuts), np.split(labels, cuts)):
        shares.append((predict(network, pictures).argmax(axis=1) == right).mean())
        sizes.append(len(right))
    return float(np.average(shares, weights=sizes))
