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


# %% item="advertising_raw"
class Line:
    w = np.zeros((3, 1))
    b = np.full(1, 3.0)


perceptron_raw = Line()
losses_raw = []
for _ in range(2000):
    error = inputs @ perceptron_raw.w + perceptron_raw.b - sales
    losses_raw.append((error**2).mean())
    perceptron_raw.w = perceptron_raw.w - 6e-5 * inputs.T @ error / len(inputs)
    perceptron_raw.b = perceptron_raw.b - 6e-5 * error.mean(axis=0)
