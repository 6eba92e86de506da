# /// answer
# why = "Changes the caller's array by -=."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "the argument x was changed"
# gradient_step-hidden = "the argument x was changed"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    x -= lr * grad
    return x
