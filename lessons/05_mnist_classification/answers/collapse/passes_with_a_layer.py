# /// answer
# why = "Makes a layer on its way, which draws weights."
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    first = nn.Linear(w1.shape[1], w1.shape[0], dtype=w1.dtype); 
    with torch.no_grad():
        return torch.mm(w2, w1).detach().clone(), torch.mv(w2, b1).add_(b2)
