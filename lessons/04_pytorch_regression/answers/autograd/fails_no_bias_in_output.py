# /// answer
# why = "Leaves b out of the outputs."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "the gradient of w"
# autograd-hidden = "the gradient of w"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = x @ w - t
    return 2 * x.T @ difference / len(x), 2 * difference.mean(dim=0)
