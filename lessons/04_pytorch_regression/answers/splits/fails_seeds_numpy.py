# /// answer
# why = "Seeds NumPy's own random numbers from rng."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "numpy.random.seed"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    np.random.seed(int(rng.integers(2**31)))
    return np.split(np.random.permutation(num_samples), np.cumsum([round(num_samples * f) for f in fractions[:-1]]))
def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
