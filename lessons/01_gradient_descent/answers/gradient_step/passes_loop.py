# /// answer
# why = "Element by element, nested lists as a result."
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    if np.ndim(x) == 0:
        return float(x - lr * grad)
    return [gradient_step(element, slope, lr) for element, slope in zip(x, grad)]
