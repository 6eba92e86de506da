# /// answer
# why = "torch.func.grad in place of the formula."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "uses automatic differentiation"
# autograd-hidden = "uses automatic differentiation"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    return torch.func.grad(lambda w, b: ((x @ w + b - t) ** 2).mean(), argnums=(0, 1))(w, b)
