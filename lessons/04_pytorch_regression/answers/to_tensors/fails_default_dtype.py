# /// answer
# why = "Keeps the type of the data: integers and 64-bit floats."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-visible = "torch.int64"
# to_tensors-hidden = "torch.float64"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    return torch.tensor(np.asarray(x)), torch.tensor(np.asarray(t)).reshape(-1, 1)
