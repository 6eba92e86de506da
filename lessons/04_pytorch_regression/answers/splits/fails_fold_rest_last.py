# /// answer
# why = "The last fold takes all that is left over."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "a fold has"
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
        end = (i + 1) * size if i < k - 1 else num_samples
        validation = order[i * size : end]
        pairs.append((np.setdiff1d(order, validation), validation))
    return pairs
