# /// answer
# why = "Decides with if, which takes one sample only."
# [points]
# gates-visible = 0
# gates-hidden = 0
# [messages]
# gates-visible = "truth value of an array"
# gates-hidden = "truth value of an array"
# ///

# %% item="gates"
def gate(x, w, b):
    if b + np.dot(x, w) > 0:
        return 1
    return 0


def xor(x):
    return gate(np.array([gate(x, *NAND), gate(x, *OR)]), *AND)


AND = (np.array([0.5, 0.5]), -0.7)
OR = (np.array([0.5, 0.5]), -0.2)
NAND = (np.array([-0.5, -0.5]), 0.7)
