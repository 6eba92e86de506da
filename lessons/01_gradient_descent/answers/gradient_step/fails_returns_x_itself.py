# /// answer
# why = "Where the gradient is 0 the caller's own array comes back."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "shares memory with an argument"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    if not np.any(grad):
        return x
    return x - lr * grad
