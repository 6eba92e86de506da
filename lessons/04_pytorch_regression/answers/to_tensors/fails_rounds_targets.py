# /// answer
# why = "Turns the targets into integers on the way."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "the returned t of to_tensors of lists"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(np.asarray(x))
    t = torch.tensor(np.asarray(t)).to(torch.int32)
    return x.float(), t.float().reshape(-1, 1)
