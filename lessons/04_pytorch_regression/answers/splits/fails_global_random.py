# /// answer
# why = "Uses the global generator."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "called again with the same arguments, it gave another result"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(np.random.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(np.random.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
