# /// answer
# why = "Gives a complex number."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "expected numbers, got"
# mean_of_squares-hidden = "expected numbers, got"
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.mean((x + 0j) ** 2)
