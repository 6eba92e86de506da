# /// answer
# why = "Halves are rounded up, not to the even number."
# [points]
# splits-hidden = 0
# [messages]
# splits-hidden = "expected shape"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    shuffled = rng.permutation(num_samples)
    parts = []
    for fraction in fractions[:-1]:
        size = int(np.floor(num_samples * fraction + 0.5))
        parts.append(shuffled[:size])
        shuffled = shuffled[size:]
    return [*parts, shuffled]


def k_fold(num_samples, k, rng):
    shuffled = rng.permutation(num_samples)
    return [(np.delete(shuffled, slice(i, None, k)), shuffled[i::k]) for i in range(k)]
