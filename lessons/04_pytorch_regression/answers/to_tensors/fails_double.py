# /// answer
# why = "Uses 64-bit floats."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-visible = "torch.float64"
# to_tensors-hidden = "torch.float64"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(np.asarray(x), dtype=torch.double)
    t = torch.tensor(np.asarray(t), dtype=torch.double)
    return x, t.reshape(-1, 1)
