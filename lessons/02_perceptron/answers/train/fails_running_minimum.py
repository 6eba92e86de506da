# /// answer
# why = "Returns the lowest loss so far."
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
    return list(np.minimum.accumulate(losses))
