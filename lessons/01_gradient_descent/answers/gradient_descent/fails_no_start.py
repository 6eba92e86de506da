# /// answer
# why = "Leaves out the start."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "row 0 is x0 itself"
# gradient_descent-hidden = "expected shape (4,), got (3,)"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = x0
    trajectory = []
    for _ in range(num_iterations):
        x = x - lr * grad(x)
        trajectory.append(x)
    return np.array(trajectory)
