# /// answer
# why = "Subtracts in place."
# [points]
# autograd-hidden = 0
# [messages]
# autograd-hidden = "the argument t was changed"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = t
    difference -= x @ w + b
    difference *= -1
    return 2 * x.T @ difference / len(x), 2 * difference.mean(dim=0)
