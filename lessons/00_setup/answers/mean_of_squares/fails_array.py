# /// answer
# why = "Returns an array of shape (1,)."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "one number is asked for"
# mean_of_squares-hidden = "expected shape (), got (1,)"
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.mean(x**2, keepdims=True)
