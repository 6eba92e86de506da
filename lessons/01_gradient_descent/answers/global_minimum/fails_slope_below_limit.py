# /// answer
# why = "Ends a run where the slope is below 1e-10."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "expected"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    ends = []
    for x in starts:
        for _ in range(num_iterations):
            g = grad(x)
            if abs(g) < 1e-10: break
            x = x - lr * g
        if np.isfinite(x): ends.append(x)
    x = min(ends, key=f)
    return x, f(x)
