"""Compare what the student's code gave with what is right.

A helper compares what the student's code gave with what is right, and fails with a message
that says what was expected, what came and the likely cause, in English and Japanese.
Shapes are compared before values, so that an array that merely broadcasts never passes.
"""

import contextlib
from collections.abc import Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any, NoReturn

import numpy as np
from numpy.typing import ArrayLike

from mlcourse.messages import Message, add_cause, message

EXACT = {Fraction, Decimal, int, float, np.float64, np.int64}
PLAIN = (bool, int, float, Fraction, Decimal, list, tuple, range, np.generic, np.ndarray)


def fail(text: Message, hint: str | None = None) -> NoReturn:
    """Fail the check.

    Parameters
    ----------
    text : mlcourse.messages.Message
        What was expected and what came, as `mlcourse.messages.message` gives it.
    hint : str, optional
        Key of the likely cause in the message catalogue.

    Raises
    ------
    AssertionError
        Always.
    """
    __tracebackhide__ = True
    if hint is not None:
        text = add_cause(text, hint)
    error = AssertionError(text)
    # IPython shows these lines alone: the way through the check would bury the message.
    error._render_traceback_ = lambda: [f"AssertionError: {text}"]  # type: ignore[attr-defined]
    raise error


def expect(condition: object, key: str, **values: object) -> None:
    """Fail with the message `key` unless `condition` is true.

    Parameters
    ----------
    condition : bool
        What has to hold.
    key : str
        Key in the message catalogue.
    **values
        What stands in braces in the message.
    """
    __tracebackhide__ = True
    if not condition:
        fail(message(key, **values))


def answered(**values: object) -> None:
    """Raise NotImplementedError for the first variable that is still None.

    Parameters
    ----------
    **values
        The variables that a solution cell has to set, by name: ``answered(losses=losses)``.
    """
    __tracebackhide__ = True
    for name, value in values.items():
        if value is None:
            error = NotImplementedError(message("unfinished", name=name))
            # A student's notebook says it in one line.
            error.unanswered = name  # type: ignore[attr-defined]
            raise error


def check_type(name: str, actual: object, types: type | tuple[type, ...], expected: str) -> None:
    """Check that a value is an instance of one of `types`.

    Parameters
    ----------
    name : str
        What the value is called in the message, such as ``"mse(1, 0, x, t)"``.
    actual : object
        What the student's code gave.
    types : type or tuple of types
        What is right.
    expected : str
        What to call `types` in the message.
    """
    __tracebackhide__ = True
    if actual is None:
        fail(message("is-none", name=name))
    if not isinstance(actual, types):
        fail(message("wrong-type", name=name, expected=expected, actual=type(actual).__name__))


def check_length(name: str, actual: Any, expected: int, hint: str | None = None) -> None:
    """Check the number of entries of a list, tuple or array.

    Parameters
    ----------
    name : str
        What the value is called in the message.
    actual : sized
        What the student's code gave.
    expected : int
        The right number of entries.
    hint : str, optional
        Key of the likely cause.
    """
    __tracebackhide__ = True
    check_type(name, actual, (list, tuple, dict, str, np.ndarray), "a sequence")
    if isinstance(actual, np.ndarray) and actual.ndim == 0:
        fail(message("wrong-type", name=name, expected="a sequence", actual="a 0-d array"))
    if len(actual) != expected:
        fail(message("wrong-length", name=name, expected=expected, actual=len(actual)), hint)


def check_shape(
    name: str, actual: object, expected: tuple[int, ...], hint: str | None = None
) -> None:
    """Check the shape of numbers given as a scalar, list, tuple or array.

    Parameters
    ----------
    name : str
        What the value is called in the message.
    actual : array_like
        What the student's code gave.
    expected : tuple of int
        The right shape; ``()`` for a scalar.
    hint : str, optional
        Key of the likely cause.
    """
    __tracebackhide__ = True
    actual = _numbers(name, actual)
    if actual.shape != tuple(expected):
        fail(message("wrong-shape", name=name, expected=tuple(expected), actual=actual.shape), hint)


def check_close(
    name: str,
    actual: object,
    expected: object,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    hint: str | None = None,
    mistakes: Mapping[str, ArrayLike] | None = None,
) -> None:
    """Check numbers: shape first, then that all are finite, then the values.

    Parameters
    ----------
    name : str
        What the value is called in the message.
    actual : array_like
        What the student's code gave: a scalar, list, tuple, array or tensor.
    expected : array_like
        The right numbers; finite.
    rtol, atol : float
        Passes where ``abs(actual - expected) <= atol + rtol * abs(expected)``.
    hint : str, optional
        Key of the likely cause where no entry of `mistakes` fits.
    mistakes : dict of str to array_like, optional
        Key of a likely cause to the numbers that this cause gives.
    """
    __tracebackhide__ = True
    # What came first: an array of the student's class could else reuse freed memory of the other.
    actual = _numbers(name, actual)
    expected = _numbers("expected", expected)
    for cause, numbers in (mistakes or {}).items():
        numbers = np.asarray(numbers, dtype=float)
        if numbers.shape == actual.shape and np.allclose(actual, numbers, rtol=rtol, atol=atol):
            hint = cause
            break
    if actual.shape != expected.shape:
        fail(message("wrong-shape", name=name, expected=expected.shape, actual=actual.shape), hint)
    if not np.isfinite(actual).all():
        fail(message("not-finite", name=name), hint)
    # A difference of finite numbers may overflow; it is then infinite and fails as it should.
    with np.errstate(over="ignore", invalid="ignore"):
        difference = np.abs(actual - expected)
        wrong = ~(difference <= atol + rtol * np.abs(expected))
    if wrong.any():
        fail(
            message(
                "wrong-value",
                name=name,
                expected=_short(expected),
                actual=_short(actual),
                difference=f"{difference.max():.3g}",
            ),
            hint,
        )


def check_equal(name: str, actual: object, expected: object, hint: str | None = None) -> None:
    """Check a value that has to be exactly right, such as a word or an integer.

    Parameters
    ----------
    name : str
        What the value is called in the message.
    actual, expected : str, bool, int, or array_like of these
        What the student's code gave, and what is right.
    hint : str, optional
        Key of the likely cause.
    """
    __tracebackhide__ = True
    if actual is None:
        fail(message("is-none", name=name))
    if isinstance(expected, str):
        same = isinstance(actual, str) and str.__eq__(actual, expected)
    else:
        same = np.array_equal(_numbers(name, actual), _numbers("expected", expected))
    if not same:
        text = message("not-equal", name=name, expected=_short(expected), actual=_short(actual))
        fail(text, hint)


def check_unchanged(
    name: str, before: Mapping[str, ArrayLike], after: Mapping[str, ArrayLike]
) -> None:
    """Check that a call left its arguments as they were.

    Parameters
    ----------
    name : str
        What the call is named in the message.
    before, after : dict of str to array_like
        Argument name to its value before and after the call.
    """
    __tracebackhide__ = True
    for argument, value in before.items():
        old, new = np.asarray(value), np.asarray(after[argument])
        if old.shape != new.shape or old.dtype != new.dtype or not np.array_equal(old, new):
            fail(message("argument-changed", name=name, argument=argument))


def _numbers(name: str, value: Any) -> np.ndarray:
    """Return `value` as an array of floats, or fail with a clear message."""
    __tracebackhide__ = True
    if value is None:
        fail(message("is-none", name=name))
    kind = type(value)
    if kind.__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
        value = value.detach().cpu().numpy()
    plain = isinstance(value, PLAIN) or kind.__module__.partition(".")[0] == "pandas"
    try:
        # A masked array hides what is wrong in it; an object of another class may be anything.
        array = np.asarray(value if plain and not np.ma.isMaskedArray(value) else None)
    except ValueError:  # a ragged list
        array = np.asarray(None)
    if array.dtype == object and array.size and set(map(type, array.flat)) <= EXACT:
        with contextlib.suppress(OverflowError):
            array = array.astype(float)
    if array.dtype == object or array.dtype.kind not in "biuf":
        fail(message("not-numbers", name=name, actual=_short(value)))
    return array.astype(float)


def _short(value: object) -> str:
    """Describe a value in one line of at most 200 characters."""
    if isinstance(value, np.ndarray):
        text = np.array2string(value, precision=6, threshold=12, edgeitems=3, separator=", ")
        text = text if value.ndim else text.removesuffix(".")  # a whole number is "14." there
    else:
        text = repr(value)
    text = " ".join(text.split())
    return text if len(text) <= 200 else text[:197] + "..."
