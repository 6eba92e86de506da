# /// answer
# why = "Stops calling grad when a step no longer moves."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "grad was called"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    path = np.empty((num_iterations + 1, *np.shape(x0)))
    path[0] = x0
    for i in range(num_iterations):
        path[i + 1] = path[i] - lr * grad(path[i])
        if np.all(path[i + 1] == path[i]):
            path[i + 1 :] = path[i]
            break
    return path
