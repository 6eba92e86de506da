# /// answer
# why = "int() in place of round(): 100 * 0.29 is 28.999..."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "expected shape"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [int(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
