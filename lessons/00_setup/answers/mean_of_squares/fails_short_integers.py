# /// answer
# why = "Integers of 16 bits, whose squares overflow."
# [points]
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-hidden = "expected"
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    if x.dtype.kind == "i":
        x = x.astype(np.int16)
    return np.mean(x**2)
