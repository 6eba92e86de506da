# /// answer
# why = "Gives 1 at exactly 0."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "also at exactly 0"
# gates-hidden = "also at exactly 0"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b >= 0, 1, 0)


def xor(x):
    both = np.stack([gate(x, *NAND), gate(x, *OR)], axis=-1)
    return gate(both, *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
