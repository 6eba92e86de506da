# /// answer
# why = "Plain loops over the rows, and torch.stack."
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    rows = [torch.tensor([float(value) for value in row]) for row in np.array(x)]
    column = [torch.tensor([float(value)]) for value in np.array(t).ravel()]
    return torch.stack(rows), torch.stack(column)
