# /// answer
# why = "Sorts the targets by their index."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "index=[1, 0]"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    if isinstance(t, pd.Series):
        t = t.sort_index()
    return torch.tensor(np.asarray(x), dtype=torch.float32), torch.tensor(
        np.asarray(t), dtype=torch.float32
    ).reshape(-1, 1)
