# /// answer
# why = "Subtracts the logarithm of the sum before raising to powers."
# ///

# %% item="softmax"
def softmax(a):
    shifted = a - a.max(axis=-1)[..., np.newaxis]
    return np.exp(shifted - np.log(np.exp(shifted).sum(axis=-1))[..., np.newaxis])
