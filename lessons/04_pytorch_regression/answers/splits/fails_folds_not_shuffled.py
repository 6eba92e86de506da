# /// answer
# why = "The folds are blocks of neighbors."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "give the same parts"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(np.arange(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
