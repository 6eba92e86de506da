# /// answer
# why = "Skips starts that look too far away."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "global_minimum("
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    starts = [s for s in starts if abs(s) < 3]
    ends = []
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        if np.isfinite(x): ends.append(x)
    x_best = min(ends, key=f)
    return x_best, f(x_best)
