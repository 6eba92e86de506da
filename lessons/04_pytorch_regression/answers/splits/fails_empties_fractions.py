# /// answer
# why = "Takes the last fraction out of the caller's list."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "the argument fractions was changed"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    order = rng.permutation(num_samples)
    if isinstance(fractions, list): fractions.pop()
    else: fractions = fractions[:-1]
    return np.split(order, np.cumsum([round(num_samples * f) for f in fractions]).astype(int))
def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1:]), folds[i]) for i in range(k)]
