# /// answer
# why = "Changes how NumPy shows numbers, for everybody."
# [points]
# mean_of_squares-hidden = 0
# [messages]
# mean_of_squares-hidden = "setting that all code shares"
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    np.set_printoptions(linewidth=120, suppress=True)
    return np.mean(x**2)
