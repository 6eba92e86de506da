# /// answer
# why = "Returns the place without the value."
# [points]
# global_minimum-visible = 0
# global_minimum-hidden = 0
# [messages]
# global_minimum-visible = "expected a pair (x_best, f_best)"
# global_minimum-hidden = "expected shape (2,), got ()"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    ends = []
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        if np.isfinite(x):
            ends.append(x)
    return min(ends, key=f)
