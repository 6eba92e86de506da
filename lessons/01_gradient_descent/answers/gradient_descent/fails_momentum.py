# /// answer
# why = "Adds a part of the last step."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_ite"
# gradient_descent-hidden = "gradient_descent(lambda x: 2 * (x - 1), 4.0, lr=0.1, num_ite"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x, step = np.asarray(x0, dtype=float), 0.0
    path = [x]
    for _ in range(num_iterations):
        step = 0.1 * step - lr * np.asarray(grad(x))
        x = x + step
        path.append(x)
    return np.array(path)
