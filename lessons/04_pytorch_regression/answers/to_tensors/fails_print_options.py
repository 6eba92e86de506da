# /// answer
# why = "From now on, PyTorch shows numbers in another way."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "ll code shares (torch.set_printoptions); leave it as it was."
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    torch.set_printoptions(precision=3, sci_mode=False)
    c = lambda a: torch.tensor(np.asarray(a), dtype=torch.float32)
    return c(x), c(t).reshape(-1, 1)
