# /// answer
# why = "Takes a tiny slope for a minimum."
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
            slope = grad(x)
            if abs(slope) < 1e-8:
                break
            x = x - lr * slope
        if np.isfinite(x):
            ends.append((f(x), x))
    lowest, place = min(ends)
    return place, lowest
