# /// answer
# why = "Each index is swapped with any other: some orders are likelier."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "some indices come to some places far too often"
# ///

# %% item="splits"
def shuffled_indices(num_samples, rng):
    indices = list(range(num_samples))
    for i, j in enumerate(rng.integers(0, num_samples, num_samples)):
        indices[i], indices[j] = indices[j], indices[i]
    return np.array(indices)


def split_indices(num_samples, fractions, rng):
    ends = np.cumsum([round(num_samples * fraction) for fraction in fractions[:-1]], dtype=int)
    return np.split(shuffled_indices(num_samples, rng), ends)


def k_fold(num_samples, k, rng):
    shuffled = shuffled_indices(num_samples, rng)
    return [(np.delete(shuffled, slice(i, None, k)), shuffled[i::k]) for i in range(k)]
