# /// answer
# why = "Takes OR for XOR."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "exactly one input is 1"
# gates-hidden = "exactly one input is 1"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b > 0, 1, 0)


def xor(x):
    return gate(x, *OR)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
