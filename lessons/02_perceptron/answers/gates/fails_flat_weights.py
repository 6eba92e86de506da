# /// answer
# why = "Writes a gate as three numbers."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "A gate is a pair"
# gates-hidden = "A gate is a pair"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ np.array(w) + b > 0, 1, 0)


def xor(x):
    both = np.stack([gate(x, NAND[:2], NAND[2]), gate(x, OR[:2], OR[2])], axis=-1)
    return gate(both, AND[:2], AND[2])


AND = (0.5, 0.5, -0.7)
OR = (0.5, 0.5, -0.2)
NAND = (-0.5, -0.5, 0.7)
