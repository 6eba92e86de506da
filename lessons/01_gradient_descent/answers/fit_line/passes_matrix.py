# /// answer
# why = "With one array for both parameters, and losses in an array."
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    parameters = rng.standard_normal(2)
    inputs = np.stack([x, np.ones(len(x))], axis=1)
    losses = np.zeros(num_iterations)
    for i in range(num_iterations):
        errors = inputs @ parameters - t
        losses[i] = errors @ errors / len(x)
        parameters -= lr * 2 / len(x) * (inputs.T @ errors)
    return parameters[0], parameters[1], losses
