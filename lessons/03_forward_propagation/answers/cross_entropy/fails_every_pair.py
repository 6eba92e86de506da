# /// answer
# why = "Picks every label from every row."
# [points]
# cross_entropy-visible = 0
# cross_entropy-hidden = 0
# [messages]
# cross_entropy-visible = "picked from every row"
# cross_entropy-hidden = "largest difference"
# ///

# %% item="cross_entropy"
def cross_entropy(y, t):
    return -np.mean(np.log(y[:, t] + 1e-7))
