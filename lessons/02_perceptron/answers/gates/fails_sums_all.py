# /// answer
# why = "Sums over the whole batch."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "k samples, shape (k, 2)"
# gates-hidden = "got 1"
# ///

# %% item="gates"
def gate(x, w, b):
    return int(np.sum(x * w) + b > 0)


def xor(x):
    both = np.stack([gate(x, *NAND), gate(x, *OR)], axis=-1)
    return gate(both, *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
