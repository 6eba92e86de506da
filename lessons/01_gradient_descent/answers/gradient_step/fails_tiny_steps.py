# /// answer
# why = "Stays where it is when the step is tiny."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "gradient_step("
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    step = lr * grad
    if np.all(np.abs(step) < 1e-8):
        return x + 0
    return x - step
