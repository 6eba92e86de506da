"""Compare a function with its reference over its whole domain, and check what always holds.

All cases cross to the student's process at once. What always holds of a function, whatever it
computes:

- its arguments and the libraries' settings are afterwards as before, bit for bit;
- it gives the same when it is called again, after other calls with other sizes, and what is right
  for the numbers that an array holds now, whatever it held before;
- a result that it has given does not change later, and shares no memory with another one;
- its parameters have the names that the statement gives them.
"""

import contextlib
import warnings
from collections.abc import Callable, Iterable
from typing import Any

import numpy as np

from mlcourse.checks.domains import Code, Kind, declare, draw_cases, evaluate, show
from mlcourse.checks.fingerprints import (
    changed,
    fingerprint,
    quick_settings,
    seed,
    settings,
    unusual_settings,
)
from mlcourse.checks.probes import probe
from mlcourse.checks.values import (
    check_close,
    check_equal,
    check_length,
    check_shape,
    check_type,
    expect,
    fail,
)
from mlcourse.messages import message

try:
    from numpy.lib.array_utils import byte_bounds
except ImportError:  # NumPy 1
    from numpy import byte_bounds  # type: ignore[attr-defined, no-redef]

SEEDS = ("random.seed", "numpy.random.seed", "torch.manual_seed")
AGAIN = 12  # cases that are called a second time
REUSED = 4  # of these, how many get arrays that have held other numbers in a call before


def check_agrees(
    name: str,
    function: object,
    right: Callable[..., Any],
    domain: dict[str, Kind],
    *,
    run: Callable[..., Any] | None = None,
    parameters: tuple[str, ...] | None = None,
    call: str | None = None,
    also: tuple[dict[str, Any], ...] = (),
    number: int = 100,
    sizes: dict[str, tuple[int, int]] | None = None,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    hint: str | None = None,
    mistakes: Callable[..., dict[str, Any]] | None = None,
    judge: Callable[[str, Any, Any], None] | None = None,
    new: bool = False,
    quiet: bool = False,
    draws: bool = False,
    may_change: tuple[str, ...] = (),
) -> None:
    """Check that a function agrees with its reference on cases from its domain, all ends included.

    Parameters
    ----------
    name : str
        The function's name, for messages; the cases depend on it, and on nothing else.
    function : callable
        The student's function or class.
    right : callable
        Gives the right result for the same arguments, by name; None where the statement does not
        allow them together.
    domain : dict of str to Kind
        The parameters in their order, and what they may be.
    run : callable, optional
        ``run(function, *arguments)`` uses the student's object beside it, and returns plain data;
        for classes, and where calls are counted. A probe: it carries inputs only.
    parameters : tuple of str, optional
        The names by which `run` may give its arguments to a function, in their order; those of
        `domain` if not given.
    call : str, optional
        How a case is shown where `run` is given: ``"Multiply().forward({x}, {y})"``.
    also : sequence of dict
        Further cases, by name, which are not called a second time.
    number : int
        How many cases at least are drawn.
    sizes : dict of str to (int, int), optional
        The least and greatest length that a letter of the shapes stands for.
    rtol, atol : float
        How near the numbers of a result must be.
    hint : str, optional
        Key of the likely cause of a wrong result.
    mistakes : callable, optional
        For the same arguments, by name, gives a dict of keys of likely causes to the results that
        they give.
    judge : callable, optional
        ``judge(call, result, expected)`` fails where a result is wrong, in place of `rtol` and
        `atol`; for types, and where more than one result is right.
    new : bool
        Whether a result may not share memory with an argument.
    quiet : bool
        Whether no case may give a warning.
    draws : bool
        Whether the libraries' own random numbers may be drawn.
    may_change : tuple of str
        Parameters whose argument changes, such as a random generator that is drawn from.

    Raises
    ------
    AssertionError
        If a case differs; the message shows the smallest of them, as a line that runs.
    """
    __tracebackhide__ = True
    declare(name, domain)
    cases = [*draw_cases(name, domain, number, sizes), *also]
    with np.errstate(all="ignore"):
        answers = [(case, right(**_arguments(case))) for case in cases]
    cases = [case for case, answer in answers if answer is not None]
    expected = [answer for _, answer in answers if answer is not None]
    plain = [{k: v for k, v in c.items() if not isinstance(v, Code)} for c in cases]
    lines = [{k: v.text for k, v in c.items() if isinstance(v, Code)} for c in cases]
    named = list(parameters or domain)
    report = probe(_run_cases, function, run, list(domain), named, plain, lines, AGAIN)

    def shown(index: int, by_name: bool = False) -> str:
        texts = {parameter: show(value) for parameter, value in cases[index].items()}
        if call is not None:
            return call.format(**texts)
        parts = [f"{k}={text}" if by_name else text for k, text in texts.items()]
        return f"{name}({', '.join(parts)})"

    def refuse(
        is_wrong: Callable[[dict[str, Any]], object],
        key: str,
        hint: str | None = None,
        **values: Callable[[dict[str, Any]], object],
    ) -> None:
        """Fail with the smallest case of which this is wrong."""
        __tracebackhide__ = True
        found = [index for index, given in enumerate(report["cases"]) if is_wrong(given)]
        if found:
            index = _smallest(found, shown)
            given = {name: value(report["cases"][index]) for name, value in values.items()}
            fail(message(key, name=shown(index), **given), hint)

    def changed_arguments(given: dict[str, Any]) -> list[str]:
        return [
            parameter + "".join(parts[:1])
            for parameter, parts in given["changed"].items()
            if parameter not in may_change
        ]

    refuse(
        changed_arguments, "argument-changed", argument=lambda given: changed_arguments(given)[0]
    )

    wrong = {}
    for index, given in enumerate(report["cases"]):
        if "error" in given:
            wrong[index] = message("call-raised", call=shown(index, True), error=given["error"])
            continue
        for result in given["results"]:
            try:
                with np.errstate(over="ignore", invalid="ignore"):
                    if judge is None and _near(result, expected[index], rtol, atol):
                        continue
                if judge is not None:
                    judge(shown(index), result, expected[index])
                else:
                    causes = mistakes(**_arguments(cases[index])) if mistakes else {}
                    like = [key for key in causes if _near(result, causes[key], rtol, atol)]
                    close: dict[str, Any] = {
                        "rtol": rtol,
                        "atol": atol,
                        "hint": like[0] if like else hint,
                    }
                    check_result(shown(index), result, expected[index], **close)
            except AssertionError as error:
                wrong[index] = error.args[0]
                break
        else:
            # More than one result may be right, but of all calls of a case the same one.
            if judge is not None and not _same(given["results"], rtol, atol):
                wrong[index] = message("result-differs-again", name=shown(index))
    if wrong:
        fail(wrong[_smallest(wrong, shown)])
    if quiet:
        refuse(
            lambda given: given["warning"] is not None,
            "unexpected-warning",
            hint,
            warning=lambda given: given["warning"],
        )
    refuse(lambda given: given["changed_later"], "result-changed")
    if new:
        refuse(lambda given: given["shares_argument"], "result-shares-argument")
    expect(not report["shared"], "results-share-memory", name=name)
    for setting, differs in report["settings"].items():
        allowed = draws and setting in SEEDS and differs != "seeded"
        expect(not differs or allowed, "setting-changed", name=name, setting=setting)


def check_result(
    name: str,
    actual: Any,
    expected: Any,
    *,
    rtol: float = 1e-6,
    atol: float = 1e-8,
    hint: str | None = None,
) -> None:
    """Check a result of any form: a word, numbers, or some of these in a tuple.

    Parameters
    ----------
    name : str
        What the result is called in the message.
    actual : object
        What the student's code gave.
    expected : object
        What is right. Each entry of a tuple, and of a dict, is compared on its own.
    rtol, atol : float
        How near numbers must be.
    hint : str, optional
        Key of the likely cause.
    """
    __tracebackhide__ = True
    if isinstance(expected, str | bool):
        check_equal(name, actual, expected, hint)
    elif isinstance(expected, dict):
        for key, value in expected.items():
            check_result(f"{name}: {key}", actual[key], value, rtol=rtol, atol=atol, hint=hint)
    elif isinstance(expected, tuple):
        check_type(name, actual, (tuple, list, np.ndarray), f"{len(expected)} results")
        check_length(name, actual, len(expected))
        for number, (one, other) in enumerate(zip(actual, expected, strict=True)):
            check_result(f"{name}[{number}]", one, other, rtol=rtol, atol=atol, hint=hint)
    else:
        finite = np.isfinite(np.asarray(expected, dtype=float))
        if not finite.all():
            # Where numbers have overflowed, any nan or infinity is right.
            check_shape(name, actual, np.shape(expected), hint=hint)
            actual, expected = (np.asarray(one, dtype=float) for one in (actual, expected))
            expect(not np.isfinite(actual[~finite]).any(), "should-overflow", name=name)
            actual, expected = actual[finite], expected[finite]
        check_close(name, actual, expected, rtol=rtol, atol=atol, hint=hint)


def check_untouched(
    name: str, before: dict[str, str], after: dict[str, str], argument: str = "model"
) -> None:
    """Check that two fingerprints of an argument are equal.

    Parameters
    ----------
    name : str
        What the call is named in the message.
    before, after : dict of str to str
        What `fingerprint` gave before and after the call.
    argument : str
        What the argument is called in the message.
    """
    __tracebackhide__ = True
    for part in changed(before, after)[:1]:
        fail(message("argument-changed", name=name, argument=argument + part))


def check_settings(name: str, changed: list[str]) -> None:
    """Check that calls have changed no setting that all code shares.

    Parameters
    ----------
    name : str
        What the calls are named in the message.
    changed : list of str
        What `watched_settings` gave.
    """
    __tracebackhide__ = True
    for setting in changed[:1]:
        fail(message("setting-changed", name=name, setting=setting))


def _smallest(indices: Iterable[int], shown: Callable[[int], str]) -> int:
    """Return the case that takes the least to write."""
    return min(indices, key=lambda index: (len(shown(index)), index))


def _arguments(case: dict[str, Any]) -> dict[str, Any]:
    """Make a case's arguments, as copies."""
    return {
        name: value.make() if isinstance(value, Code) else _plain_copy(value)
        for name, value in case.items()
    }


def _near(actual: Any, expected: Any, rtol: float, atol: float) -> bool:
    """Tell quickly whether a result is right; what is not plain is looked at in detail later."""
    if isinstance(expected, dict):
        return all(_near(actual[key], value, rtol, atol) for key, value in expected.items())
    if isinstance(expected, tuple):
        if type(actual) not in (tuple, list) or len(actual) != len(expected):
            return False
        return all(_near(a, e, rtol, atol) for a, e in zip(actual, expected, strict=True))
    if type(actual) not in (float, int, np.ndarray, np.float64, np.int64):
        return type(expected) is str and type(actual) is str and actual == expected
    if type(actual) is not np.ndarray and type(expected) is not np.ndarray:
        return bool(abs(actual - expected) <= atol + rtol * abs(expected))
    actual, expected = np.asarray(actual), np.asarray(expected)
    if actual.shape != expected.shape or actual.dtype.kind not in "iuf":
        return False
    return bool((np.abs(actual - expected) <= atol + rtol * np.abs(expected)).all())


def _same(results: list[Any], rtol: float, atol: float) -> bool:
    """Tell whether all results of one case are the same."""
    first = results[0]
    return all(
        _mark(first) == _mark(other) or _near(first, other, rtol, atol) for other in results[1:]
    )


# ------------------------------------------------------------------ beside the student's objects


def _run_cases(*arguments: Any) -> dict[str, Any]:
    """Call a function for each case, look at what always holds, and return plain data."""
    with unusual_settings(), warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        return _call_each(caught, *arguments)


def _call_each(
    caught: list[warnings.WarningMessage],
    function: Callable[..., Any],
    run: Callable[..., Any] | None,
    names: list[str],
    named: list[str],
    plain: list[dict[str, Any]],
    lines: list[dict[str, str]],
    again: int,
) -> dict[str, Any]:
    before = settings()

    def by_name(*arguments: Any) -> Any:
        return function(**dict(zip(named, arguments, strict=True)))

    def make(index: int) -> dict[str, Any]:
        arguments = {name: _plain_copy(value) for name, value in plain[index].items()}
        arguments |= {name: evaluate(text) for name, text in lines[index].items()}
        return {name: arguments[name] for name in names}

    def call(arguments: dict[str, Any], count: int) -> Any:
        if run is None and count % 2:
            return function(**arguments)
        if run is None:
            return function(*arguments.values())
        by_position = count % 2 == 0 or isinstance(function, type)
        return run(function if by_position else by_name, *arguments.values())

    kept: list[tuple[int, Any, Any, list[np.ndarray]]] = []
    reports: list[dict[str, Any]] = []
    filters, filters_changed = warnings.filters.copy(), False  # type: ignore[attr-defined]
    order = [*range(len(plain)), *range(min(again, len(plain)))[::-1]]
    modes = default = quick_settings()
    reused = 0
    for count, index in enumerate(order):
        arguments = make(index)
        if count >= len(plain) and reused < REUSED and (restore := _reverse(arguments)):
            reused += 1
            with contextlib.suppress(Exception):
                call(arguments, count)
            restore()
            caught.clear()
            # A generator has been drawn from.
            arguments |= {k: v for k, v in make(index).items() if not _arrays(arguments[k])}
        marks = {name: _mark(value) for name, value in arguments.items()}
        report: dict[str, Any] = {
            "results": [],
            "changed": {},
            "changed_later": False,
            "warning": None,
        }
        report["shares_argument"] = False
        try:
            result = call(arguments, count)
        except Exception as error:
            report["error"] = f"{type(error).__name__}: {error}"[:300]
            result = None
        modes = modes if modes != default else quick_settings()
        if caught:
            report["warning"] = str(caught[0].message)[:300]
            caught.clear()
        filters_changed = warnings.filters != filters
        if filters_changed:
            warnings.resetwarnings()
            for entry in filters[::-1]:
                warnings.filters.insert(0, entry)  # type: ignore[attr-defined]
        for name, value in arguments.items():
            mark = _mark(value)
            if mark != marks[name]:
                report["changed"][name] = _changes(marks[name], mark)[:3]
        arrays = _arrays(result)
        held = [array for value in arguments.values() for array in _arrays(value)]
        report["shares_argument"] = any(np.may_share_memory(a, b) for a in arrays for b in held)
        if count < len(plain):
            report["results"].append(_plain_copy(result))
            reports.append(report)
            kept.append((index, result, _mark(result), arrays))
        else:  # the second time
            for key in ("error", "changed"):
                if report.get(key):
                    reports[index][key] = report[key]
            reports[index]["results"].append(_plain_copy(result))
            kept.append((index, result, _mark(result), arrays))
    for index, result, mark, _ in kept:
        if mark != _mark(result):
            reports[index]["changed_later"] = True
    after = settings()
    differing: dict[str, Any] = {
        name: before[name] != after[name] for name in before if name in after
    }
    # What one call has changed, another may have changed back.
    differing |= dict.fromkeys(changed(default, modes), True)
    if any(differing[name] for name in SEEDS if name in differing):
        with contextlib.suppress(Exception):  # said above
            differing |= _seeded(lambda: call(make(order[-1]), 0))
    # By the last call alone: a library that a call imports for the first time adds its own.
    differing["warnings.filterwarnings"] = filters_changed
    return {"cases": reports, "shared": _overlap(kept), "settings": differing}


def _reverse(arguments: dict[str, Any]) -> Callable[[], None] | None:
    """Turn arrays around in place; return what puts them back, or None where nothing changes."""
    arrays = [a for value in arguments.values() for a in _arrays(value) if a.flags.writeable]
    before = [array.copy() for array in arrays]

    def restore() -> None:
        for array, numbers in zip(arrays, before, strict=True):
            if array.flags.writeable:  # a call may have locked it; others say so
                array[...] = numbers

    for array, numbers in zip(arrays, before, strict=True):
        if array.ndim:
            array[...] = numbers[::-1]
    same = all(map(np.array_equal, arrays, before))
    return None if same else restore


def _seeded(call: Callable[[], object]) -> dict[str, str]:
    """Return which random numbers a call starts anew, rather than draws from."""
    states = []
    for number in (1, 2):
        seed(number)
        call()
        states.append(settings())
    same = [name for name in SEEDS if name in states[0] and states[0][name] == states[1][name]]
    return dict.fromkeys(same, "seeded")


def _mark(value: Any) -> Any:
    """Return what changes when a value does; quickly for a number or an array."""
    if isinstance(value, np.ndarray) and not value.dtype.hasobject:
        return value.dtype.str, value.shape, value.flags.writeable, value.tobytes()
    if isinstance(value, int | float | np.generic):
        return type(value), repr(value)
    if type(value) in (tuple, list):
        if _all_floats(value):
            return type(value), repr(value)
        return type(value), [_mark(entry) for entry in value]
    if type(value) is dict:
        return _Marks((str(key), _mark(entry)) for key, entry in value.items())
    if isinstance(value, str | None):
        return value
    return fingerprint(value)


def _all_floats(values: list[Any] | tuple[Any, ...]) -> bool:
    """Tell whether there is nothing in a list or tuple but floats, Python's or NumPy's."""
    return set(map(type, values)) <= {float, np.float64}


class _Marks(dict[str, Any]):
    """The marks of a dict's entries, by key."""


def _changes(before: object, after: object) -> list[str]:
    """Name the parts that differ between two marks, where they have parts."""
    if isinstance(before, _Marks) and isinstance(after, _Marks):
        return [f"[{key!r}]" for key in changed(before, after)]
    if isinstance(before, dict) and isinstance(after, dict):
        return changed(before, after)
    return []


def _arrays(value: Any) -> list[np.ndarray]:
    """List the arrays in a value, those of tensors too, as views."""
    if isinstance(value, np.ndarray):
        return [value] if value.size else []
    if isinstance(value, float | int | str) or value is None:
        return []
    if isinstance(value, list | tuple):
        return [] if _all_floats(value) else [a for entry in value for a in _arrays(entry)]
    if isinstance(value, dict):
        return [array for entry in value.values() for array in _arrays(entry)]
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
        return _arrays(value.detach().cpu().numpy())
    return []


def _overlap(kept: list[tuple[int, Any, Any, list[np.ndarray]]]) -> bool:
    """Tell whether two results of different calls share memory."""
    spans = []
    for number, (_, result, _, arrays) in enumerate(kept):
        # A dict holds what several calls of one case gave.
        calls = result.items() if isinstance(result, dict) else [("", result)]
        for name, given in calls:
            for array in _arrays(given) if name else arrays:
                low, high = byte_bounds(array)
                spans.append((low, high, (number, name), array))
    spans.sort(key=lambda span: span[:2])
    last = None
    for span in spans:
        meets = last and span[0] < last[1] and span[2] != last[2]
        if meets and np.may_share_memory(span[3], last[3]):
            return True
        if last is None or span[1] > last[1]:
            last = span
    return False


def _plain_copy(value: Any) -> Any:
    """Copy a result, which a later call might change."""
    if isinstance(value, np.ndarray):
        return value.copy()
    if isinstance(value, list):
        return value.copy() if _all_floats(value) else [_plain_copy(entry) for entry in value]
    if type(value) is tuple:
        return tuple(_plain_copy(entry) for entry in value)
    if isinstance(value, dict):
        return {key: _plain_copy(entry) for key, entry in value.items()}
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "detach"):
        return value.detach().clone()
    return value
