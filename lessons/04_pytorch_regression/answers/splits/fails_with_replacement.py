# /// answer
# why = "Draws with replacement."
# [points]
# splits-visible = 0
# splits-hidden = 0
# [messages]
# splits-visible = "an index stands in two parts"
# splits-hidden = "exactly one part"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.integers(num_samples, size=num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
