# /// answer
# why = "Point by point, in plain Python."
# ///

# %% item="mse"
def mse(w, b, x, t):
    total = 0.0
    for i in range(len(x)):
        y = w * x[i] + b
        total += (t[i] - y) ** 2
    return float(total / len(x))
