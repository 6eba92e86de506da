# /// answer
# why = "Of two valleys that are almost equally deep it keeps the first."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "global_minimum("
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    x_best, f_best = None, np.inf
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        if np.isfinite(x) and f(x) < f_best - 1e-3:
            x_best, f_best = x, f(x)
    return x_best, f_best
