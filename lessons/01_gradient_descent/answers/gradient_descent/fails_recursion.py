# /// answer
# why = "Calls itself for all steps but the first, and returns a list."
# [points]
# gradient_descent-hidden = 0
# [messages]
# gradient_descent-hidden = "RecursionError"
# ///

# %% item="gradient_descent"
def gradient_descent(grad, x0, lr, num_iterations):
    if num_iterations == 0:
        return [x0]
    return [x0, *gradient_descent(grad, x0 - lr * grad(x0), lr, num_iterations - 1)]
