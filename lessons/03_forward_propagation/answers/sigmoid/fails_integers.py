# /// answer
# why = "Puts the result into an array like x, which cuts off the fractions of integers."
# [points]
# sigmoid-hidden = 0
# [messages]
# sigmoid-hidden = "cut the fractions off"
# ///

# %% item="sigmoid"
def sigmoid(x):
    y = np.zeros_like(x)
    positive = x >= 0
    y[positive] = 1 / (1 + np.exp(-x[positive]))
    powers = np.exp(x[~positive])
    y[~positive] = powers / (1 + powers)
    return y
