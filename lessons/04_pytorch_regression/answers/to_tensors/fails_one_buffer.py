# /// answer
# why = "Inputs of one shape share their memory."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "expected"
# ///

# %% item="to_tensors"
_b = {}
def to_tensors(x, t):
    x = np.asarray(x, dtype=np.float32)
    out = _b.setdefault(x.shape, torch.empty(x.shape))
    out.copy_(torch.tensor(x))
    return out, torch.tensor(np.asarray(t), dtype=torch.float32).reshape(-1, 1)
