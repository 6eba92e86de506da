# /// answer
# why = "In plain Python."
# ///

# %% item="mean_of_squares"
def mean_of_squares(x):
    total = 0
    for number in x:
        total += float(number) * float(number)
    return total / len(x)
