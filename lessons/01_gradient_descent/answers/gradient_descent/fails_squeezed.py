# /// answer
# why = "Squeezes: places of shape (1,) become numbers."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "expected shape"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = np.asarray(x0, dtype=float)
    path = [x]
    for _ in range(num_iterations):
        x = x - lr * grad(x)
        path.append(x)
    return np.array(path).squeeze()
