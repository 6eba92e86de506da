# /// answer
# why = "Uses the derivative of the worked number instead of grad."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "expected"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = x0
    trajectory = [x]
    for _ in range(num_iterations):
        x = x - lr * 2 * (x - 1)
        trajectory.append(x)
    return np.array(trajectory)
