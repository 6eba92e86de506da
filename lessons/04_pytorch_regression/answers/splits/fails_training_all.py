# /// answer
# why = "Training has all samples, the validation fold too."
# [points]
# splits-visible = 0
# splits-hidden = 0
# [messages]
# splits-visible = "a pair is (training, validation)"
# splits-hidden = "an index stands in two parts"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds), folds[i]) for i in range(k)]
