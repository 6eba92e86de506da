# /// answer
# why = "Uses the learning rate of the worked number."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "expected"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return x - 0.1 * grad
