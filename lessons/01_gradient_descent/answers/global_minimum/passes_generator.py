# /// answer
# why = "A generator, with logging and validation."
# ///

# %% item="global_minimum"
import logging


def ends_of(grad, starts, lr, num_iterations):
    for start in starts:
        x = float(start)
        for _ in range(num_iterations):
            x -= lr * grad(x)
        logging.getLogger(__name__).debug("from %s to %s", start, x)
        yield x


def global_minimum(f, grad, starts, lr, num_iterations):
    if len(starts) == 0 or num_iterations < 1:
        raise ValueError("at least one start and one iteration")
    finite = [x for x in ends_of(grad, starts, lr, num_iterations) if np.isfinite(x)]
    x_best = sorted(finite, key=f)[0]
    return np.array([x_best, f(x_best)])
