# /// answer
# why = "Returns the value first."
# [points]
# global_minimum-visible = 0
# global_minimum-hidden = 0
# [messages]
# global_minimum-visible = "first the place, then the value"
# global_minimum-hidden = "got [-3.513905, -1.30084"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    results = []
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        if np.isfinite(x):
            results.append((f(x), x))
    return min(results)
