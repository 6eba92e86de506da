# /// answer
# why = "The gradient of w has the shape (n,)."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "expected shape (2, 1), got (2,)"
# autograd-hidden = "expected shape (3, 1), got (3,)"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = x @ w + b - t
    return (2 * x.T @ difference / len(x)).flatten(), 2 * difference.mean(dim=0)
