# /// answer
# why = "Returns the length of the step."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "the length of the step, not the place"
# gradient_step-hidden = "expected 3.4, got 0.6"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return lr * grad
