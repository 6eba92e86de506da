# /// answer
# why = "One level of recursion for each iteration."
# [points]
# train-hidden = 0
# [messages]
# train-hidden = "RecursionError"
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    if num_iterations == 0:
        return []
    loss = loss_function.forward(perceptron.forward(x), t)
    perceptron.backward(loss_function.backward())
    return [loss, *train(perceptron, loss_function, x, t, num_iterations - 1)]
