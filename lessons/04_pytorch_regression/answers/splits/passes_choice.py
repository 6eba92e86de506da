# /// answer
# why = "Chooses without replacement."
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    rest = np.arange(num_samples)
    parts = []
    for f in fractions[:-1]:
        part = rng.choice(rest, size=round(num_samples * f), replace=False)
        rest = np.setdiff1d(rest, part)
        parts.append(part)
    return (*parts, rest)
def k_fold(num_samples, k, rng):
    order = rng.permutation(num_samples)
    bounds = np.round(np.linspace(0, num_samples, k + 1)).astype(int)
    return tuple((np.delete(order, slice(a, b)), order[a:b]) for a, b in zip(bounds[:-1], bounds[1:]))
