# /// answer
# why = "torch.autograd.functional in place of the formula."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "uses automatic differentiation"
# autograd-hidden = "uses automatic differentiation"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    def error(w, b):
        return nn.functional.mse_loss(torch.addmm(b, x, w), t)

    return torch.autograd.functional.vjp(error, (w, b))[1]
