# /// answer
# why = "Fills an array."
# ///

# %% item="train"
def train(perceptron, loss_function, x, t, num_iterations):
    losses = np.empty(num_iterations)
    for i in range(num_iterations):
        outputs = perceptron.forward(x)
        losses[i] = loss_function.forward(outputs, t)
        gradient = loss_function.backward()
        perceptron.backward(gradient)
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
