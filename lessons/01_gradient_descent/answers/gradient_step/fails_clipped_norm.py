# /// answer
# why = "Shortens gradients that are longer than 100."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "expected"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    length = np.sqrt(np.sum(np.square(grad)))
    if length > 100:
        grad = grad * (100 / length)
    return x - lr * grad
