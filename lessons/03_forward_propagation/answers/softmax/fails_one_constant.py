# /// answer
# why = "Subtracts the largest logit of the whole batch: all powers of a row vanish."
# [points]
# softmax-hidden = 0
# [messages]
# softmax-hidden = "all the powers of one sample became 0"
# ///

# %% item="softmax"
def softmax(a):
    powers = np.exp(a - np.max(a))
    return powers / np.sum(powers, axis=-1, keepdims=True)
