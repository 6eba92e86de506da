# /// answer
# why = "Answers False and True, with lists as weights."
# ///

# %% item="gates"
def gate(x, w, b):
    return b + np.asarray(x) @ np.asarray(w) > 0


def xor(x):
    first, second = gate(x, *OR), gate(x, *NAND)
    return np.logical_and(first, second)


AND = [[2, 2], -3]
OR = [[1, 1], 0]
NAND = [(-2.0, -2.0), 3.0]
