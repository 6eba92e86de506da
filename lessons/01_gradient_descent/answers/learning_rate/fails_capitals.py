# /// answer
# why = "Writes the words with capitals."
# [points]
# learning_rate-visible = 0
# learning_rate-hidden = 0
# [messages]
# learning_rate-visible = "expected one of the three words"
# learning_rate-hidden = "expected 'monotone', got 'Monotone'"
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    r = 1 - lr * curvature
    if abs(r) >= 1:
        return "Diverging"
    return "Monotone" if r >= 0 else "Oscillating"
