# /// answer
# why = "A label for each sample; the indices where it is i."
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [int(np.round(num_samples * fraction)) for fraction in fractions[:-1]]
    sizes.append(num_samples - sum(sizes))
    label = rng.permutation(np.repeat(np.arange(len(sizes)), sizes))
    return [np.flatnonzero(label == i) for i in range(len(sizes))]


def k_fold(num_samples, k, rng):
    fold = np.arange(num_samples) % k
    rng.shuffle(fold)
    return [(np.where(fold != i)[0], np.where(fold == i)[0]) for i in range(k)]
