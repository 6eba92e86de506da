# /// answer
# why = "Adds the squares without dividing."
# [points]
# mean_of_squares-visible = 0
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-visible = "divide it by how many"
# mean_of_squares-hidden = "expected 4.666667, got 14 "
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return np.sum(x**2)
