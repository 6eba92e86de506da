# /// answer
# why = "Differences over steps of 1, in 64 bits: exact for a parabola, but no formula."
# [points]
# autograd-hidden = 0
# [messages]
# autograd-hidden = "error is large: expected [[-0.8], [ 1.6]], got [[0.], [0.]]"
# ///

# %% item="autograd"
def gradient_by_formula(x, t, w, b):
    E = lambda w, b: ((x.double() @ w + b - t.double()) ** 2).mean()
    w, b = w.double(), b.double()
    gw = torch.stack([(E(w + d[:, None], b) - E(w - d[:, None], b)) / 2 for d in torch.eye(len(w)).double()])[:, None]
    return gw, ((E(w, b + 1) - E(w, b - 1)) / 2).reshape(1)
