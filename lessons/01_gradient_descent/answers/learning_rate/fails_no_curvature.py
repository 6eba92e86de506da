# /// answer
# why = "Uses the factor of (x - 1)^2 for every parabola."
# [points]
# learning_rate-visible = 0
# learning_rate-hidden = 0
# [messages]
# learning_rate-visible = "is `curvature` used"
# learning_rate-hidden = "convergence_regime(0.25, -2.0)"
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - 2 * lr
    if abs(r) >= 1:
        return "diverging"
    return "monotone" if r >= 0 else "oscillating"
