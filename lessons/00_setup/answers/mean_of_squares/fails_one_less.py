# /// answer
# why = "Divides by k - 1."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "expected 4.666667, got 7 "
# mean_of_squares-hidden = "expected 4.666667, got 7 "
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.sum(x**2) / (len(x) - 1)
