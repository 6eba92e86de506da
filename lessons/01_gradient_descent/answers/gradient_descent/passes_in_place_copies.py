# /// answer
# why = "Changes a copy of its own in place and keeps copies of it."
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = np.array(x0, dtype=np.float64)
    trajectory = (x.copy(),)
    while len(trajectory) <= num_iterations:
        x -= lr * grad(x)
        trajectory += (x.copy(),)
    return trajectory
