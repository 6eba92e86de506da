# /// answer
# why = "Chooses the safe form only after computing both."
# [points]
# sigmoid-visible = 0
# sigmoid-hidden = 0
# [messages]
# sigmoid-visible = "gave a warning"
# sigmoid-hidden = "gave a warning"
# ///

# %% item="sigmoid"
def sigmoid(x):
    return np.where(x >= 0, 1 / (1 + np.exp(-x)), np.exp(x) / (1 + np.exp(x)))
