# /// answer
# why = "Sorts out nan and infinity by a mask, and returns a list."
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    ends = np.zeros(len(starts))
    for i in range(len(starts)):
        x = float(starts[i])
        for _ in range(num_iterations):
            x = x - lr * grad(x)
        ends[i] = x
    ends = ends[np.isfinite(ends)]
    values = np.array([f(x) for x in ends])
    best = values.argmin()
    return [ends[best], values[best]]
