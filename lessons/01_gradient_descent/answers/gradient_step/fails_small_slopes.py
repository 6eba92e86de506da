# /// answer
# why = "Takes no step where the slope is small."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "gradient_step(np.array([0.0, 1.0]), np.array([3e-07, -2e-07])"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    if np.all(np.abs(grad) < 1e-6):
        return x * 1.0
    return x - lr * grad
