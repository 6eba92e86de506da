# /// answer
# why = "Automatic differentiation is switched on for the call."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "uses automatic differentiation"
# autograd-hidden = "uses automatic differentiation"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    layer = nn.Linear(len(w), 1)
    with torch.no_grad():
        layer.weight.copy_(w.T)
        layer.bias.copy_(b)
    with torch.set_grad_enabled(True):
        nn.functional.mse_loss(layer(x), t).backward()
    return layer.weight.grad.T, layer.bias.grad
