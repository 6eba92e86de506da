# /// answer
# why = "Central differences with 64-bit floats, exact but for rounding."
# [points]
# autograd-hidden = 0
# [messages]
# autograd-hidden = "differences of the error lose its small slopes"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    x, t, w, b = (v.double() for v in (x, t, w, b))
    E = lambda w, b: ((x @ w + b - t) ** 2).mean()
    h = 1e-4
    g = torch.zeros_like(w)
    for i in range(len(w)):
        d = torch.zeros_like(w)
        d[i] = h
        g[i] = (E(w + d, b) - E(w - d, b)) / (2 * h)
    return g, ((E(w, b + h) - E(w, b - h)) / (2 * h)).reshape(1)
