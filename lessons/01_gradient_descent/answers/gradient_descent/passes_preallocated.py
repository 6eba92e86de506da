# /// answer
# why = "Fills an array made beforehand."
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    trajectory = np.empty((num_iterations + 1, *np.shape(x0)))
    trajectory[0] = x0
    for i in range(num_iterations):
        trajectory[i + 1] = trajectory[i] - lr * grad(trajectory[i])
    return trajectory
