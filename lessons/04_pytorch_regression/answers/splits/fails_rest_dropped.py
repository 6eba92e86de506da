# /// answer
# why = "Every part is rounded, the last one too."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "expected shape"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))[:-1]


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
