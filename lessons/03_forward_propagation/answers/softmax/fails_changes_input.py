# /// answer
# why = "Subtracts within the caller's own array."
# [points]
# softmax-hidden = 0
# [messages]
# softmax-hidden = "the argument a was changed"
# ///

# %% item="softmax"
def softmax(a):
    a -= np.max(a, axis=-1, keepdims=True)
    powers = np.exp(a)
    return powers / np.sum(powers, axis=-1, keepdims=True)
