# /// answer
# why = "Multiplies the caller's gradient by lr."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "the argument grad was changed"
# gradient_step-hidden = "the argument grad was changed"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    grad *= lr
    return x - grad
