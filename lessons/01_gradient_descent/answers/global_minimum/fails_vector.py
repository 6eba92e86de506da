# /// answer
# why = "Runs all starts at once, in one array."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "take one number, not an array"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    x = np.asarray(starts, dtype=float)
    for _ in range(num_iterations):
        x = x - lr * grad(x)
    x = x[np.isfinite(x)]
    best = np.argmin(f(x))
    return x[best], f(x[best])
