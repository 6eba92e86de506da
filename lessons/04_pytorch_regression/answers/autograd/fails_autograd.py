# /// answer
# why = "Lets autograd do it."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "uses automatic differentiation"
# autograd-hidden = "uses automatic differentiation"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    w, b = w.clone().requires_grad_(), b.clone().requires_grad_()
    nn.functional.mse_loss(x @ w + b, t).backward()
    return w.grad, b.grad
