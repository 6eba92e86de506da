# /// answer
# why = "Copies to floats first and changes the copy."
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    new = np.array(x, dtype=float)
    new -= lr * np.asarray(grad)
    return new
