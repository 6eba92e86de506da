# /// answer
# why = "Takes the root."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "no root is asked for"
# mean_of_squares-hidden = "expected 4.666667, got 2.160247"
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.sqrt(np.mean(x**2))
