# /// answer
# why = "np.vectorize takes the type of its first result, an integer where the slope is 0."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "expected [4. , 1.25, 5.75]"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    if np.size(x) == 0:
        return np.array(x, float)
    return np.vectorize(lambda a, g: a - lr * g if g else a)(x, grad)
