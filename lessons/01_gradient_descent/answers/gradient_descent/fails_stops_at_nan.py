# /// answer
# why = "Stops when the numbers have grown beyond all bounds."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "grad was called"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    path = np.full((num_iterations + 1, *np.shape(x0)), np.nan)
    path[0] = x0
    for i in range(num_iterations):
        if not np.all(np.isfinite(path[i])):
            break
        path[i + 1] = path[i] - lr * grad(path[i])
    return path
