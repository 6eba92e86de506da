# /// answer
# why = "Weights of one shape share their memory."
# [points]
# collapse-hidden = 0
# [messages]
# collapse-hidden = "collapse("
# ///

# %% item="collapse"
_c = {}
def collapse(w1, b1, w2, b2):
    w = _c.setdefault((w2.shape[0], w1.shape[1], w1.dtype), torch.empty(w2.shape[0], w1.shape[1], dtype=w1.dtype))
    torch.matmul(w2, w1, out=w)
    return w, w2 @ b1 + b2
