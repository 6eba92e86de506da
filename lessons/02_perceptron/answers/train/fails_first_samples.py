# /// answer
# why = "Of more than 100 samples, the first 100 are used."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "eptron's forward got: expected shape (130, 2), got (100, 2)."
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = []
    for _ in range(num_iterations):
        y = perceptron.forward(x[:100])
        losses.append(loss_function.forward(y, t[:100]))
        perceptron.backward(loss_function.backward())
    return losses
