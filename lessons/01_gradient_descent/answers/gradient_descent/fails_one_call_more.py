# /// answer
# why = "Calls grad once more than it takes steps."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "expected"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = x0
    trajectory = []
    for _ in range(num_iterations + 1):
        trajectory.append(x)
        x = x - lr * grad(x)
    return np.array(trajectory)
