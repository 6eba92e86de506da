# /// answer
# why = "The best value so far starts at 0."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "expected"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    best, lowest = 0.0, 0.0
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        if np.isfinite(x) and f(x) < lowest:
            best, lowest = x, f(x)
    return best, lowest
