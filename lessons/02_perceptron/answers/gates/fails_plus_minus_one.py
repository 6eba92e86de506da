# /// answer
# why = "Answers -1 instead of 0."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "and 0 elsewhere"
# gates-hidden = "gate(x, *AND)"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b > 0, 1, -1)


def xor(x):
    both = np.stack([gate(x, *NAND), gate(x, *OR)], axis=-1)
    return gate((both + 1) / 2, *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
