# /// answer
# why = "Turns the targets into a row."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-visible = "expected shape (3, 1), got (1, 3)"
# to_tensors-hidden = "expected shape (3, 1), got (1, 3)"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(np.asarray(x), dtype=torch.float32)
    t = torch.tensor(np.asarray(t), dtype=torch.float32)
    return x, t.reshape(1, -1)
