"""Say how far two results lie apart, so that exact and approximate look different."""

import numpy as np
from numpy.typing import ArrayLike

__all__ = ["largest_difference"]

NOTHING = 1e-8  # differences below it are rounding


def largest_difference(first: ArrayLike, second: ArrayLike) -> str:
    """Return the largest absolute difference of two results, in words.

    Parameters
    ----------
    first, second : array_like
        Numbers of the same shape.

    Returns
    -------
    str
        ``"below 1e-8"`` where only rounding is left, else two digits, such as ``"3.2e-05"``.

    Raises
    ------
    ValueError
        If the shapes differ: a difference that is broadcast means nothing.

    Examples
    --------
    >>> largest_difference([1.0, 2.0], [1.0, 2.0 + 1e-12])
    'below 1e-8'
    """
    first, second = np.asarray(first, dtype=float), np.asarray(second, dtype=float)
    if first.shape != second.shape:
        raise ValueError(f"shapes {first.shape} and {second.shape} differ")
    difference = np.max(np.abs(first - second))
    return (
        f"below {NOTHING:.0e}".replace("e-0", "e-") if difference < NOTHING else f"{difference:.1e}"
    )
