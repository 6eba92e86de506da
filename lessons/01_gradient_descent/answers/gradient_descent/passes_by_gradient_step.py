# /// answer
# why = "Uses the function of item 1."
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    trajectory = [x0]
    for _ in range(num_iterations):
        x = trajectory[-1]
        trajectory.append(gradient_step(x, grad(x), lr))
    return np.stack([np.asarray(x, dtype=float) for x in trajectory])
