# /// answer
# why = "Notes each place before the step, so that the last one is missing."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "the place after the last step is missing"
# gradient_descent-hidden = "expected shape (4,), got (3,)"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = x0
    trajectory = []
    for _ in range(num_iterations):
        trajectory.append(x)
        x = x - lr * grad(x)
    return np.array(trajectory)
