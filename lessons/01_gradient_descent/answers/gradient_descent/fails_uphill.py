# /// answer
# why = "Adds the steps."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "is the sign right"
# gradient_descent-hidden = "got [4. , 4.6"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    trajectory = [x0]
    for _ in range(num_iterations):
        trajectory.append(trajectory[-1] + lr * grad(trajectory[-1]))
    return np.array(trajectory)
