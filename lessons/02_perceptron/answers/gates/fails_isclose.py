# /// answer
# why = "np.isclose takes what is near the line for the line."
# [points]
# gates-hidden = 0
# [messages]
# gates-hidden = "expected"
# ///

# %% item="gates"
def gate(x, w, b):
    z = x @ np.asarray(w) + b
    return np.where(np.isclose(z, 0), 0, z > 0).astype(int)


def xor(x):
    return (x.sum(axis=-1) == 1).astype(int)


AND = ([1, 1], -1.5)
OR = ([1, 1], -0.5)
NAND = ([-1, -1], 1.5)
