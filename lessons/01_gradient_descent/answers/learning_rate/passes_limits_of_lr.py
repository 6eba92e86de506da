# /// answer
# why = "Compares lr with the limits that the curvature sets."
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    if curvature <= 0 or lr >= 2 / curvature:
        return "diverging"
    if lr > 1 / curvature:
        return "oscillating"
    return "monotone"
