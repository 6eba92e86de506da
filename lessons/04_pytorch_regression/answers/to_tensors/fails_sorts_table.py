# /// answer
# why = "The caller's Series is sorted by its index."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-hidden = "index was changed"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    if isinstance(t, pd.Series):
        t.sort_index(inplace=True)
        t.index = range(len(t))
    inputs = torch.tensor(np.array(x), dtype=torch.float32)
    return inputs, torch.tensor(np.array(t), dtype=torch.float32).reshape(-1, 1)
