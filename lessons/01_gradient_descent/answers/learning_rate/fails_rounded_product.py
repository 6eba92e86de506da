# /// answer
# why = "Rounds the product to ten decimals."
# [points]
# learning_rate-hidden = 0
# [messages]
# learning_rate-hidden = "convergence_regime("
# ///

# %% item="learning_rate"
def convergence_regime(lr, curvature):
    product = round(lr * curvature, 10)
    if not 0 < product < 2:
        return "diverging"
    return "monotone" if product <= 1 else "oscillating"
