# /// answer
# why = "np.vectorize takes its type from the first result, a whole number where x and grad are."
# [points]
# gradient_step-hidden = 0
# [messages]
# gradient_step-hidden = "gradient_step("
# ///

# %% item="gradient_step"
@np.vectorize
def step_of_one(x, grad, lr):
    new = x - lr * grad
    return int(new) if new == int(new) else new


def gradient_step(x, grad, lr):
    return step_of_one(x, grad, lr)
