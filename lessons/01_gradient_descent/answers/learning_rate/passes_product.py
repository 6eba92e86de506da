# /// answer
# why = "Compares lr times curvature with 0, 1 and 2."
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    product = lr * curvature
    if 0 < product <= 1:
        return "monotone"
    elif 1 < product < 2:
        return "oscillating"
    else:
        return "diverging"
