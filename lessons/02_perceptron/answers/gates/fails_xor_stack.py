# /// answer
# why = "Stacks the two gates along the wrong axis, which a batch shows."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "matmul"
# gates-hidden = "matmul"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b > 0, 1, 0)


def xor(x):
    return gate(np.array([gate(x, *NAND), gate(x, *OR)]), *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
