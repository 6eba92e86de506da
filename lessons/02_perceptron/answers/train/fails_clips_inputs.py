# /// answer
# why = "Clips the inputs at 100."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "expected"
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = []
    for _ in range(num_iterations):
        y = perceptron.forward(np.clip(x, -100, 100)); losses.append(loss_function.forward(y, t)); perceptron.backward(loss_function.backward())
    return losses
