# /// answer
# why = "By functions of NumPy instead of operators."
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return np.subtract(x, np.multiply(lr, grad))
