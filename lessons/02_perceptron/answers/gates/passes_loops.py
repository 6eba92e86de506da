# /// answer
# why = "Loops over the samples and returns lists of ints."
# ///

# %% item="gates"
def gate(x, w, b):
    if np.ndim(x) == 1:
        return 1 if w[0] * x[0] + w[1] * x[1] + b > 0 else 0
    return [gate(sample, w, b) for sample in x]


def xor(x):
    if np.ndim(x) == 2:
        return [xor(sample) for sample in x]
    return gate([gate(x, *OR), gate(x, *NAND)], *AND)


AND = ((1.0, 1.0), -1.0)
OR = ((1.0, 1.0), np.float64(-0.5))
NAND = ((-1.0, -1.0), 1.5)
