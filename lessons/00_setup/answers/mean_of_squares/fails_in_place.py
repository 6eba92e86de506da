# /// answer
# why = "Squares the caller's array in place."
# [points]
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-hidden = "the argument x was changed"
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    x *= x
    return x.mean()
