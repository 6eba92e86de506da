# /// answer
# why = "itertools.accumulate in place of a loop."
# ///

# %% item="gradient_descent"
from itertools import accumulate, repeat
def gradient_descent(grad, x0, lr, num_iterations):
    return np.array(list(accumulate(repeat(None, num_iterations), lambda x, _: x - lr * grad(x), initial=x0)))
