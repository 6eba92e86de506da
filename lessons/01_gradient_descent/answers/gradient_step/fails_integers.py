# /// answer
# why = "Puts the result into a copy of x, which may be an array of integers."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "cuts off what follows"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    new = np.array(x)
    new[...] = x - lr * grad
    return new
