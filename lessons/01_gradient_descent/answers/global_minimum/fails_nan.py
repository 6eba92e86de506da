# /// answer
# why = "Compares runs that ended in nan."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "leave them out first"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    ends = []
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        ends.append(x)
    values = [f(x) for x in ends]
    best = np.argmin(values)
    return ends[best], values[best]
