# /// answer
# why = "Sample by sample, as lesson 02 does it."
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    k, n = x.shape
    gradient_w, gradient_b = torch.zeros(n, 1), torch.zeros(1)
    for i in range(k):
        y = (x[i] * w[:, 0]).sum() + b[0]
        g = 2 * (y - t[i, 0])
        for j in range(n):
            gradient_w[j, 0] += g * x[i, j] / k
        gradient_b[0] += g / k
    return [gradient_w, gradient_b]
