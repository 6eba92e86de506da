# /// answer
# why = "Always sums along the second axis: wrong for three axes."
# [points]
# softmax-hidden = 0
# [messages]
# softmax-hidden = "softmax(np.array([[["
# ///

# %% item="softmax"
def softmax(a):
    axis = 0 if a.ndim == 1 else 1
    powers = np.exp(a - np.max(a, axis=axis, keepdims=True))
    return powers / np.sum(powers, axis=axis, keepdims=True)
