# /// answer
# why = "Counts the samples from 1."
# [points]
# splits-visible = 0
# splits-hidden = 0
# [messages]
# splits-visible = "all indices of split_indices"
# splits-hidden = "exactly one part"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples) + 1, np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
