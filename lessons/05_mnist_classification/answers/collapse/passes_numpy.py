# /// answer
# why = "Computes with NumPy."
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    return w2.numpy() @ w1.numpy(), w2.numpy() @ b1.numpy() + b2.numpy()
