# /// answer
# why = "Uses the function of item 2 and returns an array."
# ///

# %% item="global_minimum"
def global_minimum(f, grad, starts, lr, num_iterations):
    ends = [gradient_descent(grad, start, lr, num_iterations)[-1] for start in starts]
    ends = [x for x in ends if abs(x) < np.inf]
    return np.array(min([(x, f(x)) for x in ends], key=lambda pair: pair[1]))
