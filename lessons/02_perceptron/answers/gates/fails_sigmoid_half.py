# /// answer
# why = "A sigmoid above 1/2: for a tiny positive sum it is 1/2."
# [points]
# gates-hidden = 0
# [messages]
# gates-hidden = "gate("
# ///

# %% item="gates"
def gate(x, w, b):
    return (1 / (1 + np.exp(-(x @ np.asarray(w) + b))) > 0.5).astype(int)
AND, OR, NAND = (np.ones(2), -1.5), (np.ones(2), -0.5), (-np.ones(2), 1.5)
def xor(x):
    return gate(np.stack([gate(x, *OR), gate(x, *NAND)], -1), *AND)
