# /// answer
# why = "Leaves the targets without the second axis."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-visible = "have to be a column"
# to_tensors-hidden = "expected shape (3, 1), got (3,)"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(np.asarray(x), dtype=torch.float32)
    t = torch.tensor(np.asarray(t), dtype=torch.float32)
    return x, t
