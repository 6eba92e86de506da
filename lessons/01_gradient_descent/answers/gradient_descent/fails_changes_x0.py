# /// answer
# why = "Works on the array x0 itself by -=."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "the argument x0 was changed"
# gradient_descent-hidden = "the argument x0 was changed"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = x0
    trajectory = [np.array(x)]
    for _ in range(num_iterations):
        x -= lr * grad(x)
        trajectory.append(np.array(x))
    return np.array(trajectory)
