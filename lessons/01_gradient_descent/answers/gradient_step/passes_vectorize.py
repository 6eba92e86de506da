# /// answer
# why = "np.vectorize with the type of the results given."
# ///

# %% item="gradient_step"
@np.vectorize(otypes=[float])
def gradient_step(x, grad, lr):
    return x - lr * grad
