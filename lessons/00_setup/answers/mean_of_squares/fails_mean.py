# /// answer
# why = "Does not square."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "are they squared"
# mean_of_squares-hidden = "expected 4.666667, got 2 "
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.mean(x)
