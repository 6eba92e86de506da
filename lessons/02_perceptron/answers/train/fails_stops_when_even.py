# /// answer
# why = "Stops when the loss no longer changes."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "expected"
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = []
    for _ in range(num_iterations):
        losses.append(loss_function.forward(perceptron.forward(x), t))
        perceptron.backward(loss_function.backward())
        if losses[-2:-1] == losses[-1:]:
            losses += losses[-1:] * (num_iterations - len(losses))
            break
    return losses
