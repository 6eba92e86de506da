# /// answer
# why = "Returns an exact fraction."
# ///

# %% item="mean_of_squares"
from fractions import Fraction
def mean_of_squares(x):
    return sum(Fraction(float(v)) ** 2 for v in x) / len(x)
