# /// answer
# why = "Has a bias in AND that lets one input through; xor does not use it."
# [points]
# gates-hidden = 0
# [messages]
# gates-hidden = "AND at"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b > 0, 1, 0)


def xor(x):
    return np.abs(x[..., 0] - x[..., 1])


AND = (np.array([0.5, 0.5]), -0.3)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
