# /// answer
# why = "Keeps the best end so far."
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    x_best, f_best = None, float("inf")
    for start in starts:
        x = float(start)
        for _ in range(num_iterations):
            x -= lr * grad(x)
        value = f(x)
        if -float("inf") < value < f_best:
            x_best, f_best = x, value
    return x_best, f_best
