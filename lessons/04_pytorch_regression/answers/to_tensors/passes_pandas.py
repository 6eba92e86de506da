# /// answer
# why = "A DataFrame takes all of it."
# ///

# %% item="to_tensors"
def to_tensors(x, t):
    x = torch.tensor(pd.DataFrame(x).to_numpy(dtype=float), dtype=torch.float64)
    t = torch.tensor(pd.DataFrame(np.array(t)).to_numpy(dtype=float), dtype=torch.float64)
    return x.float(), t.float()
