# /// answer
# why = "Folds of num_samples // k; the rest is in no fold."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "each index has to be used for validation exactly once"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    order = rng.permutation(num_samples)
    size = num_samples // k
    pairs = []
    for i in range(k):
        validation = order[i * size : (i + 1) * size]
        pairs.append((np.setdiff1d(order, validation), validation))
    return pairs
