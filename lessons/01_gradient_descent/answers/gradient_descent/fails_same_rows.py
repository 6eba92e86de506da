# /// answer
# why = "Appends one array again and again while changing it."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "appended again and again"
# gradient_descent-hidden = "got [2.536"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = np.array(x0, dtype=float)
    trajectory = [x]
    for _ in range(num_iterations):
        x -= lr * grad(x)
        trajectory.append(x)
    return np.array(trajectory)
