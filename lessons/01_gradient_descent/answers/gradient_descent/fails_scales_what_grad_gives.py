# /// answer
# why = "Multiplies in place what grad has given, which may be x itself."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "anged; work on a new array instead of changing the caller's."
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = np.asarray(x0, float)
    path = [x]
    for _ in range(num_iterations):
        g = grad(x)
        g *= lr
        x = x - g
        path.append(x)
    return np.array(path)
