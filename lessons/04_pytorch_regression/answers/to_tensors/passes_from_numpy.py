# /// answer
# why = "from_numpy on a fresh array; view; a list as the pair."
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    inputs = torch.from_numpy(np.array(x, dtype=np.float32))
    targets = torch.from_numpy(np.array(t, dtype=np.float32))
    return [inputs, targets.view(-1, 1)]
