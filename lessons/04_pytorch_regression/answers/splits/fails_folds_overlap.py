# /// answer
# why = "Draws each validation fold anew."
# [points]
# splits-visible = 0
# splits-hidden = 0
# [messages]
# splits-visible = "each index has to be used for validation exactly once"
# splits-hidden = "each index has to be used for validation exactly once"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    pairs = []
    for _ in range(k):
        order = rng.permutation(num_samples)
        size = num_samples // k
        pairs.append((order[size:], order[:size]))
    return pairs
