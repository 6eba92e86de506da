# /// answer
# why = "t - y."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "the sign is the opposite"
# autograd-hidden = "the sign is the opposite"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = t - x @ w - b
    return 2 * x.T @ difference / len(x), 2 * difference.mean(dim=0)
