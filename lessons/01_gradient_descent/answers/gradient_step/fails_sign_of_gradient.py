# /// answer
# why = "Moves by lr in the direction of the slope, however steep."
# [points]
# gradient_step-visible = 0
# gradient_step-hidden = 0
# [messages]
# gradient_step-visible = "a steeper slope makes a longer step"
# gradient_step-hidden = "expected 3.4, got 3.9"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return x - lr * np.sign(grad)
