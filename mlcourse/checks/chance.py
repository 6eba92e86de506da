"""Judge what was drawn at random; a fair answer is refused less than once in 10^9 times."""

import numpy as np

from mlcourse.checks.values import expect

SIGMAS = 8  # a deviation that a normal variable exceeds once in 10^15 times


def check_independent_bits(name: str, bits: np.ndarray) -> None:
    """Check that bits are 0 and 1 equally often and independent of each other, in all calls.

    Parameters
    ----------
    name : str
        The call, in the message.
    bits : numpy.ndarray of bool, shape (calls, k, 2)
        What each call drew: k rows of two bits.
    """
    __tracebackhide__ = True
    calls, k, _ = bits.shape
    signs = np.where(bits, 1.0, -1.0).reshape(calls, 2 * k)
    # The two in each pair, each bit and the ones of the next call, and all bits of a call.
    together = signs.T @ signs / np.sqrt(calls)
    np.fill_diagonal(together, 0)
    later = signs[:-1].T @ signs[1:] / np.sqrt(calls - 1)
    sums = [signs.sum(axis=0) / np.sqrt(calls), together, later]
    sums.append(signs.prod(axis=1).sum(keepdims=True) / np.sqrt(calls))
    worst = max(np.abs(each).max() for each in sums)
    # How often both bits are 1 varies from call to call, neither less nor more than it should.
    number = bits.all(axis=2).sum(axis=1)
    variance = k * 3 / 16
    fourth = variance * (1 + 3 * (k - 2) * 3 / 16)
    spread = np.mean((number - k / 4) ** 2) - variance
    worst = max(worst, abs(spread) / np.sqrt((fourth - variance**2) / calls))
    worst = max(worst, abs(number.mean() - k / 4) / np.sqrt(variance / calls))
    expect(worst <= SIGMAS, "and-dependent", name=name)


def check_shuffles(name: str, orders: np.ndarray) -> None:
    """Check that every item comes to every place equally often.

    Parameters
    ----------
    name : str
        The function, in the message.
    orders : numpy.ndarray of int, shape (calls, n)
        Permutations of 0 to n - 1.
    """
    __tracebackhide__ = True
    calls, n = orders.shape
    counts = np.stack([(orders == item).sum(axis=0) for item in range(n)])
    # Pearson's chi-squared of a table whose rows and columns both add up to `calls`.
    statistic = ((counts - calls / n) ** 2).sum() / (calls / n) * (n - 1) / n
    freedom = (n - 1) ** 2
    limit = freedom * (1 - 2 / (9 * freedom) + 6.5 * np.sqrt(2 / (9 * freedom))) ** 3  # 4e-11
    expect(statistic <= limit, "splits-unfair", name=name, calls=calls)
