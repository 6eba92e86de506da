# /// answer
# why = "Forgets that r is above 1 on a hill."
# [points]
# learning_rate-hidden = 0
# [messages]
# learning_rate-hidden = "`curvature` is negative"
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    if r >= 0:
        return "monotone"
    if r > -1:
        return "oscillating"
    return "diverging"
