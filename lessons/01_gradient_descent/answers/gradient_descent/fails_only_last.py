# /// answer
# why = "Returns only where the run ends."
# [points]
# gradient_descent-visible = 0
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-visible = "expected shape (4,), got ()"
# gradient_descent-hidden = "expected shape (4,), got ()"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    x = x0
    for _ in range(num_iterations):
        x = x - lr * grad(x)
    return x
