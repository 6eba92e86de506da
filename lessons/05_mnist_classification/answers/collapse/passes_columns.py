# /// answer
# why = "Sends zero and the unit vectors through both layers."
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    def both(x):
        return (x @ w1.T + b1) @ w2.T + b2

    unit_vectors = torch.eye(w1.shape[1], dtype=w1.dtype)
    b = both(torch.zeros(w1.shape[1], dtype=w1.dtype))
    return [(both(unit_vectors) - b).T, b]
