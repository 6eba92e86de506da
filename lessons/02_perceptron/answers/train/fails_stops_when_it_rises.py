# /// answer
# why = "Breaks off when the loss has risen a millionfold."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "5, 1000000000000.0, 3.0] in turn: expected 5 entries, got 2."
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = []
    for _ in range(num_iterations):
        y = perceptron.forward(x)
        losses.append(loss_function.forward(y, t))
        if len(losses) > 1 and losses[-1] > 1e6 * losses[0]:
            break
        perceptron.backward(loss_function.backward())
    return losses
