# /// answer
# why = "Keeps the lowest point of all that were passed."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "this point was passed on the way"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    x_best, f_best = None, np.inf
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
            if np.isfinite(x) and f(x) < f_best:
                x_best, f_best = x, f(x)
    return x_best, f_best
