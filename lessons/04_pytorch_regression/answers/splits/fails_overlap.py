# /// answer
# why = "Draws each part on its own, so that parts overlap."
# [points]
# splits-visible = 0
# splits-hidden = 0
# [messages]
# splits-visible = "all indices of split_indices"
# splits-hidden = "the last takes the rest"
# ///

# %% item="splits"
def split_indices(num_samples, fractions, rng):
    return [
        rng.choice(num_samples, round(num_samples * fraction), replace=False)
        for fraction in fractions
    ]


def k_fold(num_samples, k, rng):
    folds = np.array_split(rng.permutation(num_samples), k)
    return [(np.concatenate(folds[:i] + folds[i + 1 :]), folds[i]) for i in range(k)]
