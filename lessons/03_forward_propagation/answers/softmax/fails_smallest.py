# /// answer
# why = "Subtracts the smallest logit."
# [points]
# softmax-hidden = 0
# [messages]
# softmax-hidden = "a power of e became too large"
# ///

# %% item="softmax"
def softmax(a):
    powers = np.exp(a - np.min(a, axis=-1, keepdims=True))
    return powers / np.sum(powers, axis=-1, keepdims=True)
