# /// answer
# why = "Adds an axis to targets that are a column already."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "expected shape (5, 1), got (5, 1, 1)"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(np.asarray(x), dtype=torch.float32)
    t = torch.tensor(np.asarray(t), dtype=torch.float32)
    return x, t.unsqueeze(1)
