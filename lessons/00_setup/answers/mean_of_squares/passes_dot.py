# /// answer
# why = "As an inner product."
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return x @ x / x.size
