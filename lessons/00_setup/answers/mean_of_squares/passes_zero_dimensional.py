# /// answer
# why = "Returns an array without axes."
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.array(np.average(np.square(x)))
