# /// answer
# why = "As a matrix product, in an array."
# ///

# %% item="mse_gradient"
def mse_gradient(w, b, x, t):
    inputs = np.column_stack([x, np.ones(len(x))])
    return 2 / len(x) * inputs.T @ (inputs @ np.array([w, b]) - t)
