# /// answer
# why = "Rounds to six decimals, as the worked number is written."
# [points]
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-hidden = "mean_of_squares(np.array(["
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    return round(float(np.mean(x**2)), 6)
