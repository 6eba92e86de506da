# /// answer
# why = "Lists of Python's integers; an empty part is an empty list."
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    left = list(rng.permutation(num_samples))
    out = []
    for f in fractions[:-1]:
        n = round(num_samples * f)
        out.append([int(i) for i in left[:n]])
        left = left[n:]
    return (*out, [int(i) for i in left])


def k_fold(num_samples, k, rng):
    o = rng.permutation(num_samples)
    return tuple((np.array([i for i in o if i not in set(o[j::k])]), o[j::k]) for j in range(k))
