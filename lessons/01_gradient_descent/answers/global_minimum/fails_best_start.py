# /// answer
# why = "Chooses by the height of the start, then runs once."
# [points]
# global_minimum-visible = 0
# global_minimum-hidden = 0
# [messages]
# global_minimum-visible = "the bottom of the other, higher valley"
# global_minimum-hidden = "nan or infinity"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    x = min(starts, key=f)
    for _ in range(num_iterations):
        x = x - lr * grad(x)
    return x, f(x)
