# /// answer
# why = "Computes with 32-bit floats."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "expected"
# ///

# %% item="gradient_step"
def gradient_step(x, grad, lr):
    return np.asarray(x, dtype=np.float32) - np.float32(lr) * np.asarray(grad, dtype=np.float32)
