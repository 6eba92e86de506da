# /// answer
# why = "Raises when a loss is not finite."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "FloatingPointError"
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = []
    for _ in range(num_iterations):
        losses.append(loss_function.forward(perceptron.forward(x), t))
        if not np.isfinite(losses[-1]):
            raise FloatingPointError("the loss is not finite")
        perceptron.backward(loss_function.backward())
    return losses
