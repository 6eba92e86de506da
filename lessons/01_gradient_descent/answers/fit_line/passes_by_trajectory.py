# /// answer
# why = "Reads the losses off the trajectory of an earlier item."
# ///

# %% item="fit_line"
def fit_line(x, t, lr, num_iterations, rng):
    start = np.array([rng.standard_normal(), rng.standard_normal()])
    path = np.array(gradient_descent(lambda p: np.array(mse_gradient(p[0], p[1], x, t)), start, lr, num_iterations))
    losses = [mse(w, b, x, t) for w, b in path[:-1]]
    return path[-1, 0], path[-1, 1], losses
