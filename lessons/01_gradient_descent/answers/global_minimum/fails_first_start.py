# /// answer
# why = "Runs from the first start only."
# [points]
# global_minimum-visible = 0
# global_minimum-hidden = 0
# [messages]
# global_minimum-visible = "the bottom of the other, higher valley"
# global_minimum-hidden = "lr 0.15, 2 iterations"
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    x = starts[0]
    for _ in range(num_iterations):
        x = x - lr * grad(x)
    return x, f(x)
