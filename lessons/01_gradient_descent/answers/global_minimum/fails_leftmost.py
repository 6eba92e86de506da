# /// answer
# why = "Takes the end furthest to the left for the lowest."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "nan or infinity"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    ends = []
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        ends.append(x)
    x_best = min(ends)
    return x_best, f(x_best)
