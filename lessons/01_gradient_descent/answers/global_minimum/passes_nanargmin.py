# /// answer
# why = "NaN stands for runs that are left out."
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    xs = []
    for s in starts:
        x = float(s)
        for _ in range(num_iterations): x -= lr * grad(x)
        xs.append(x if np.isfinite(x) else np.nan)
    fs = [f(x) if x == x else np.nan for x in xs]
    i = np.nanargmin(fs)
    return xs[i], fs[i]
