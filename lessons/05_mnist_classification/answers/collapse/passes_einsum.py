# /// answer
# why = "Sums over the hidden values with NumPy."
# ///

# %% item="collapse"
def collapse(w1, b1, w2, b2):
    w1, b1, w2, b2 = (np.asarray(a) for a in (w1, b1, w2, b2))
    w = np.einsum("mh,hn->mn", w2, w1)
    b = b2 + np.sum(w2 * b1, axis=1)
    return w, b
