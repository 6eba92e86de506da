# /// answer
# why = "Takes ^2 for 2 times."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "expected 4.666667, got 4 "
# mean_of_squares-hidden = "expected 4.666667, got 4 "
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.mean(2 * x)
