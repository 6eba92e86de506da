# /// answer
# why = "Boolean masks instead of indices."
# [points]
# splits-visible = 0
# splits-hidden = 0
# [messages]
# splits-visible = "expected shape (8,), got (10,)"
# splits-hidden = "a fold has"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    sizes = [round(num_samples * fraction) for fraction in fractions[:-1]]
    return np.split(rng.permutation(num_samples), np.cumsum(sizes))


def k_fold(num_samples, k, rng):
    fold = rng.permutation(np.arange(num_samples) % k)
    return [(fold != i, fold == i) for i in range(k)]
