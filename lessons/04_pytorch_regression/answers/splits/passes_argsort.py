# /// answer
# why = "Orders random numbers."
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    order = np.argsort(rng.random(num_samples))
    parts, start = [], 0
    for i, fraction in enumerate(fractions):
        end = num_samples if i == len(fractions) - 1 else start + round(num_samples * fraction)
        parts.append(order[start:end])
        start = end
    return parts


def k_fold(num_samples, k, rng):
    order = rng.choice(num_samples, num_samples, replace=False)
    bounds = [num_samples * i // k for i in range(k + 1)]
    pairs = []
    for a, b in zip(bounds, bounds[1:]):
        pairs.append((np.delete(order, np.s_[a:b]), order[a:b]))
    return pairs
