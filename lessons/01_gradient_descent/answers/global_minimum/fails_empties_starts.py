# /// answer
# why = "Takes the starts out of the caller's list."
# [points]
# global_minimum-hidden = 0
# [messages]
# global_minimum-hidden = "the argument starts was changed"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    todo = starts if isinstance(starts, list) else list(starts)
    ends = []
    while todo:
        x = todo.pop()
        for _ in range(num_iterations): x = x - lr * grad(x)
        if np.isfinite(x): ends.append(x)
    x = min(ends, key=f)
    return x, f(x)
