# /// answer
# why = "The gradient of b has no axis."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "expected shape (1,), got ()"
# autograd-hidden = "expected shape (1,), got ()"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = x @ w + b - t
    return 2 * x.T @ difference / len(x), 2 * difference.mean()
