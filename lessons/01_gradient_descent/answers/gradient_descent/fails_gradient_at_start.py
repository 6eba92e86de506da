# /// answer
# why = "Computes the gradient once, at x0."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "take it anew where you stand"
# gradient_descent-hidden = "got [4. , 3.4, 2.8"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    slope = grad(x0)
    x = x0
    trajectory = [x]
    for _ in range(num_iterations):
        x = x - lr * slope
        trajectory.append(x)
    return np.array(trajectory)
