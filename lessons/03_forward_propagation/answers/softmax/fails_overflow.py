# /// answer
# why = "The formula as it stands: overflows for 1010."
# [points]
# softmax-hidden = 0
# [messages]
# softmax-hidden = "a power of e became too large"
# ///

# %% item="softmax"
def softmax(a):
    powers = np.exp(a)
    return powers / np.sum(powers, axis=-1, keepdims=True)
