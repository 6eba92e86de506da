# /// answer
# why = "Loses an axis of the inputs where there is one row or one column."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "expected shape (1, 3), got (3,)"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(np.asarray(x), dtype=torch.float32).squeeze()
    t = torch.tensor(np.asarray(t), dtype=torch.float32).reshape(-1, 1)
    return x, t
