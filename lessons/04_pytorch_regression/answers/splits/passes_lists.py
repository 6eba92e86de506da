# /// answer
# why = "Lists and slices; sorted within the parts."
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    order = list(range(num_samples))
    rng.shuffle(order)
    parts = []
    for fraction in fractions[:-1]:
        size = round(num_samples * fraction)
        parts.append(sorted(order[:size]))
        order = order[size:]
    parts.append(sorted(order))
    return tuple(parts)


def k_fold(num_samples, k, rng):
    order = [int(i) for i in rng.permutation(num_samples)]
    pairs = []
    for i in range(k):
        validation = order[i::k]
        training = [j for j in order if j not in validation]
        pairs.append([training, validation])
    return pairs
