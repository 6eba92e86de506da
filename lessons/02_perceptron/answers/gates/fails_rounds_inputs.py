# /// answer
# why = "Works for the corners only, as it looks them up."
# [points]
# gates-hidden = 0
# [messages]
# gates-hidden = "1 where b + w . x is above 0"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(np.asarray(x, dtype=int) @ w + b > 0, 1, 0)


def xor(x):
    both = np.stack([gate(x, *NAND), gate(x, *OR)], axis=-1)
    return gate(both, *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
