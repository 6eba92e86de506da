# /// answer
# why = "The columns of the caller's table get other names."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "columns was changed"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    if isinstance(x, pd.DataFrame):
        x.columns = range(x.shape[1])
    return torch.tensor(np.asarray(x), dtype=torch.float32), torch.tensor(
        np.asarray(t), dtype=torch.float32
    ).reshape(-1, 1)
