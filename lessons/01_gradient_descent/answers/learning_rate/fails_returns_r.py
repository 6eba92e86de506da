# /// answer
# why = "Returns the factor instead of a word."
# [points]
# learning_rate-visible = 0
# learning_rate-hidden = 0
# [messages]
# learning_rate-visible = "expected a string, got float"
# learning_rate-hidden = "expected 'monotone', got 0.8"
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    return 1 - lr * curvature
