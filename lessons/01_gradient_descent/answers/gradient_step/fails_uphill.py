# /// answer
# why = "Adds the step instead of subtracting it."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "which way is down"
# gradient_step-hidden = "expected 3.4, got 4.6"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return x + lr * grad
