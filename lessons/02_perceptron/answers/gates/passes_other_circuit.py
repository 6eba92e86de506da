# /// answer
# why = "Builds XOR from NAND gates alone."
# ///

# %% item="gates"
def gate(x, w, b):
    return ((w * x).sum(axis=-1) + b > 0).astype(int)


def xor(x):
    def nand(a, b):
        return gate(np.stack([a, b], axis=-1), *NAND)

    a, b = x[..., 0], x[..., 1]
    middle = nand(a, b)
    return nand(nand(a, middle), nand(b, middle))


AND = np.array([3.0, 1.0]), np.array(-3.5)
OR = np.array([5.0, 4.0]), -1
NAND = np.array([-1.0, -2.0]), 2.5
