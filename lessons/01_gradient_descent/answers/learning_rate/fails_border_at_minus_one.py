# /// answer
# why = "Takes r = -1, where x jumps to and fro for ever, for oscillating."
# [points]
# learning_rate-hidden = 0
# [messages]
# learning_rate-hidden = "compare < with <="
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    if r < -1 or r >= 1:
        return "diverging"
    return "monotone" if r >= 0 else "oscillating"
