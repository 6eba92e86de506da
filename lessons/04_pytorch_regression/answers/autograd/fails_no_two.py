# /// answer
# why = "Forgets the factor 2."
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
    return x.T @ difference / len(x), difference.mean(dim=0)
