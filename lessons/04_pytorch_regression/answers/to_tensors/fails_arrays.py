# /// answer
# why = "Returns NumPy arrays."
# [points]
# to_tensors-hidden = 0
# [messages]
# to_tensors-visible = "expected a torch.Tensor, got ndarray"
# to_tensors-hidden = "expected a torch.Tensor, got ndarray"
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    return np.array(x, dtype=np.float32), np.array(t, dtype=np.float32).reshape(-1, 1)
