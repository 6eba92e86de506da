# /// answer
# why = "np.isclose takes what is near a border for the border."
# [points]
# learning_rate-hidden = 0
# [messages]
# learning_rate-hidden = "convergence_regime("
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    if np.isclose(np.abs(r), 1, rtol=0, atol=1e-12) or np.abs(r) > 1:
        return "diverging"
    return "monotone" if r >= 0 else "oscillating"
