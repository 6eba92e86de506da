# /// answer
# why = "Row by row from the state."
# ///

# %% item="weight_images"
def weight_images(model):
    state = model.state_dict()
    w = [v for v in state.values() if v.dim() == 2][0]
    return torch.stack([row.abs().view(28, 28) for row in w])
