# /// answer
# why = "Neighbours stay together; only the starting place is random."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "some indices come together"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(np.roll(np.arange(num_samples), rng.integers(num_samples)), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
