# /// answer
# why = "Forgets the factor 2 in the bias only."
# [points]
# autograd-visible = 0
# autograd-hidden = 0
# [messages]
# autograd-visible = "a factor 2 is missing"
# autograd-hidden = "a factor 2 is missing"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    difference = x @ w + b - t
    return 2 * x.T @ difference / len(x), difference.mean(dim=0)
