# /// answer
# why = "Writes the pairs as (b, w)."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "A gate is a pair"
# gates-hidden = "A gate is a pair"
# ///

# %% item="gates"
def gate(x, w, b):
    return np.where(x @ w + b > 0, 1, 0)


def xor(x):
    def call(x, pair):
        return gate(x, pair[1], pair[0])

    return call(np.stack([call(x, NAND), call(x, OR)], axis=-1), AND)


AND = (-0.7, np.array([0.5, 0.5]))
OR = (-0.2, np.array([0.5, 0.5]))
NAND = (0.7, np.array([-0.5, -0.5]))
