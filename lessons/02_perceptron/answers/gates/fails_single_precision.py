# /// answer
# why = "Rounds to float32, so that a point just above the line lies on it."
# [points]
# gates-hidden = 0
# [messages]
# gates-hidden = "gate(np.array([1.000000001, 0.0])"
# ///

# %% item="gates"
def gate(x, w, b):
    x = np.asarray(x, dtype=np.float32)
    w = np.asarray(w, np.float32)
    return (x @ w + np.float32(b) > 0).astype(int)


def xor(x):
    x = np.asarray(x)
    return (x[..., 0] != x[..., 1]).astype(int)


AND = (np.array([1.0, 1.0]), -1.5)
OR = (np.array([1.0, 1.0]), -0.5)
NAND = (np.array([-1.0, -1.0]), 1.5)
