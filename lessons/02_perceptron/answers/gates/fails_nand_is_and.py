# /// answer
# why = "Uses the weights of AND for NAND."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "which two gates"
# gates-hidden = "NAND at"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b > 0, 1, 0)


def xor(x):
    both = np.stack([gate(x, *NAND), gate(x, *OR)], axis=-1)
    return gate(both, *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = AND
