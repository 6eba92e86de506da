# /// answer
# why = "Chooses by np.select, and returns a string of NumPy."
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    conditions = [np.abs(r) >= 1, r < 0]
    return np.select(conditions, ["diverging", "oscillating"], "monotone")[()]
