# /// answer
# why = "Makes the trajectory with the type of x0."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "cuts off what follows the decimal point"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    start = np.array(x0)
    trajectory = np.zeros((num_iterations + 1, *start.shape), dtype=start.dtype)
    trajectory[0] = start
    for i in range(num_iterations):
        trajectory[i + 1] = trajectory[i] - lr * grad(trajectory[i])
    return trajectory
