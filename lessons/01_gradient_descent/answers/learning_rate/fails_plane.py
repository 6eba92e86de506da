# /// answer
# why = "Forgets that on a plane nothing moves."
# [points]
# learning_rate-hidden = 0
# [messages]
# learning_rate-hidden = "compare < with <="
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    if abs(r) > 1 or r == -1:
        return "diverging"
    return "monotone" if r >= 0 else "oscillating"
