"""Run a part of a check beside the student's objects.

In an ordinary kernel a probe is just a call. A grader that keeps checks apart from the student's
objects says with `run_probes_with` how probes get there.
"""

import warnings
from collections.abc import Callable
from typing import Any, TypeVar

from mlcourse.checks.values import fail
from mlcourse.messages import message

T = TypeVar("T")


def check_quiet(
    name: str, function: Callable[..., T], *arguments: object, hint: str | None = None
) -> T:
    """Call a function and fail if it gives a warning.

    Parameters
    ----------
    name : str
        What the call is named in the message.
    function : callable
        The student's function.
    *arguments
        What it is called with.
    hint : str, optional
        Key of the likely cause.

    Returns
    -------
    object
        What the function returned.
    """
    __tracebackhide__ = True
    result, text = probe(_call_and_catch_warnings, function, *arguments)
    if text is not None:
        fail(message("unexpected-warning", name=name, warning=text), hint)
    return result


def call_and_keep(function: Callable[..., T], *arguments: object) -> tuple[T, tuple[Any, ...]]:
    """Call a function and keep what its arguments have become.

    Parameters
    ----------
    function : callable
        The student's function.
    *arguments
        What it is called with.

    Returns
    -------
    result : object
        What the function returned.
    arguments : tuple
        The same arguments after the call, changed if the function changed them.
    """
    return probe(_call_and_return_arguments, function, *arguments)


def probe(function: Callable[..., T], *arguments: object) -> T:
    """Run a function of the check beside the student's objects and return what it returns.

    Use it where identity matters: an argument that must not change, an optimizer over a model's
    parameters, an object passed to two calls. A probe is given inputs, never expected values,
    and returns plain data; the check judges that data. In an ordinary kernel, where check and
    student share one process, a probe is just a call.

    Parameters
    ----------
    function : callable
        A function of the check that uses its arguments and imports only.
    *arguments
        What it is called with.

    Returns
    -------
    object
        What `function` returned.
    """
    return _run_probe(function, arguments)


def run_probes_with(run: Callable[[Callable[..., Any], tuple[Any, ...]], Any]) -> None:
    """Let a grader that keeps checks apart from the student's objects run the probes.

    Parameters
    ----------
    run : callable
        Takes the probe's function and the tuple of its arguments.
    """
    global _run_probe
    _run_probe = run  # type: ignore[assignment]


def _run_probe(function: Callable[..., Any], arguments: tuple[Any, ...]) -> Any:
    return function(*arguments)


def _call_and_return_arguments(
    function: Callable[..., T], *arguments: Any
) -> tuple[T, tuple[Any, ...]]:
    result = function(*arguments)
    return result, arguments


def _call_and_catch_warnings(function: Callable[..., T], *arguments: Any) -> tuple[T, str | None]:
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = function(*arguments)
    return result, str(caught[0].message) if caught else None
