# /// answer
# why = "Numerical differentiation in 32 bits with a small step."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "the gradient of"
# autograd-hidden = "the gradient of"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b, h=1e-4):
    def error(w, b):
        return ((x @ w + b - t) ** 2).mean()

    gradient_w = torch.zeros_like(w)
    for i in range(len(w)):
        step = torch.zeros_like(w)
        step[i] = h
        gradient_w[i] = (error(w + step, b) - error(w - step, b)) / (2 * h)
    return gradient_w, ((error(w, b + h) - error(w, b - h)) / (2 * h)).reshape(1)
