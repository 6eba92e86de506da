# /// answer
# why = "Divides by n instead of k."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "the gradient of w"
# autograd-hidden = "the gradient of w"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = x @ w + b - t
    return 2 * x.T @ difference / x.shape[1], 2 * difference.mean(dim=0)
