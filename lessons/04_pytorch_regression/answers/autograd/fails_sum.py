# /// answer
# why = "Gradient of the sum, not the mean."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "E is their mean"
# autograd-hidden = "E is their mean"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = x @ w + b - t
    return 2 * x.T @ difference, 2 * difference.sum(dim=0)
