# /// answer
# why = "Does not update where the loss is 0."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "expected"
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = []
    while len(losses) < num_iterations:
        losses.append(loss_function.forward(perceptron.forward(x), t))
        if losses[-1] == 0:
            continue
        perceptron.backward(loss_function.backward())
    return losses
