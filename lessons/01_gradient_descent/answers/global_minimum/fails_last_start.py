# /// answer
# why = "Returns the end of the last run."
# [points]
# global_minimum-visible = 0
# global_minimum-hidden = 0
# [messages]
# global_minimum-visible = "the bottom of the other, higher valley"
# global_minimum-hidden = "got [ 1.130901"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    for x in starts:
        for _ in range(num_iterations):
            x = x - lr * grad(x)
    return x, f(x)
