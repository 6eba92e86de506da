# /// answer
# why = "Subtracts the gradient itself."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "is the learning rate used"
# gradient_step-hidden = "expected 3.4, got -2 "
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return x - grad
