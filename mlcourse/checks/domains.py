"""The arguments that a function may be given, as its statement says, and cases drawn from them.

A domain is a dict of a function's parameters to kinds::

    {"x": Array("(k, n)", of="float"), "lr": Number("> 0", draw=(0.01, 1))}

A kind draws values, its ends more often than chance would; says whether a value is allowed; and
says in words what a docstring says, so that statement, check and generator cannot drift apart.
"""

import dataclasses
import itertools
import math
import re
import zlib
from collections.abc import Callable, Sequence
from typing import Any

import numpy as np

#: The name of each function that a check has compared in this process, to its domain.
declared: dict[str, dict[str, "Kind"]] = {}

MOST_SHOWN = 60  # entries of an array that are written out
ANY_SHAPES = ((), (1,), (3,), (1, 1), (4, 1), (1, 3), (2, 3), (3, 3), (2, 1, 3), (0,))


@dataclasses.dataclass(frozen=True)
class Code:
    """An argument that is made where it is used, by a line of Python.

    Attributes
    ----------
    text : str
        An expression, such as ``"lambda x: 2 * x"``. It may use `np`, `pd`, `torch` and `nn`.
    """

    text: str

    def make(self) -> object:
        """Evaluate the expression."""
        return evaluate(self.text)


def evaluate(text: str) -> object:
    """Evaluate a line of Python with the names that a student's notebook has."""
    names = {"np": np}
    if "pd." in text:
        import pandas as pd

        names["pd"] = pd
    if "torch" in text or "nn." in text:
        import torch

        names |= {"torch": torch, "nn": torch.nn}
    return eval(text, names)


class Kind:
    """A set of values. Subclasses say which.

    Attributes
    ----------
    words : str
        The set in the words of a docstring.
    ends : tuple
        What `draw` takes as `end`: each stands for values at an end of the set.
    """

    words: str = ""
    ends: tuple[Any, ...] = ()

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> object:
        """Draw a value; one at `end` if that is given."""
        raise NotImplementedError

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Say why a value does not belong to the set, or return None.

        `sizes` holds the lengths that arguments before have settled, and gets those of this one.
        """
        raise NotImplementedError


class Number(Kind):
    """A number.

    Parameters
    ----------
    bound : str
        ``""``, or one such as ``"> 0"`` or ``">= 1"``.
    draw : (float, float)
        Where ordinary numbers come from.
    ends : sequence of float
        Numbers at the ends.
    integers : bool
        Whether integers are drawn, too. (All numbers drawn are Python's: those of NumPy are
        allowed, but right answers stumble over them, such as ``(r < 0) + (r < -1)``.)
    """

    def __init__(
        self,
        bound: str = "",
        *,
        draw: tuple[float, float] = (-10, 10),
        ends: Sequence[float] = (),
        integers: bool = True,
    ) -> None:
        self.bound, self._range, self.ends = bound, draw, tuple(ends)
        self._integers = integers
        self.words = f"float, {bound}" if bound else "float"

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> float:
        """Draw a float, or an integer of the same value where there is one."""
        value = end if end is not None else _short_float(rng.uniform(*self._range))
        if self._integers and value == round(value) and abs(value) < 2**31 and rng.random() < 0.5:
            return int(value)
        return float(value)

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow finite real numbers within the bound."""
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | float | np.number):
            return f"{value!r} is not a number"
        if not np.isfinite(value) or not _within(value, self.bound):
            return f"{value!r} is not {self.bound or 'finite'}"
        return None


class Whole(Kind):
    """An integer.

    Parameters
    ----------
    bound : str
        Such as ``">= 0"``.
    draw : (int, int)
        Where ordinary numbers come from, both ends included.
    ends : sequence of int
        Numbers at the ends.
    once : sequence of int
        Numbers of which each is drawn for one case only, as it takes long.
    """

    def __init__(
        self,
        bound: str = "",
        *,
        draw: tuple[int, int] = (0, 8),
        ends: Sequence[int] = (),
        once: Sequence[int] = (),
    ) -> None:
        self.bound, self._range, self.ends, self.once = bound, draw, tuple(ends), tuple(once)
        self.words = f"int, {bound}" if bound else "int"

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> int:
        """Draw an int of Python's."""
        return int(end if end is not None else rng.integers(self._range[0], self._range[1] + 1))

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow integers within the bound."""
        if isinstance(value, bool | np.bool_) or not isinstance(value, int | np.integer):
            return f"{value!r} is not an integer"
        return None if _within(value, self.bound) else f"{value!r} is not {self.bound}"


class Length(Kind):
    """An integer that is the length which a letter stands for, such as a number of classes.

    Parameters
    ----------
    letter : str
        The letter in the shapes of the other arguments.
    """

    words = "int, >= 1"

    def __init__(self, letter: str) -> None:
        self.letter = letter

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> int:
        """Take the length."""
        return int(sizes[self.letter])

    def reject(self, value: Any, sizes: dict[str, Any]) -> str | None:
        """Allow integers from 1 that agree with the arguments before."""
        reason = Whole(">= 1").reject(value, sizes)
        if reason is None and sizes.setdefault(self.letter, int(value)) != value:
            return f"{value} is not {self.letter}, {sizes[self.letter]}"
        return reason


class Array(Kind):
    """A NumPy array.

    Parameters
    ----------
    shape : str
        Such as ``"(k, n)"``, ``"(k, 28, 28)"``, ``"(n,) or (k, n)"``; ``"any"`` for any shape, a
        single number included; ``"any with an axis"`` for any but a single number.
    of : {"float", "int", "int or float", "an integer type", "float32 or float64"} or a dtype's name
        What it holds: float64, int64, either, any integers, one type of floats for all arguments
        together, or this dtype.
    bound : str
        A bound that holds for each entry, such as ``">= 0"``.
    draw : (float, float) or (str, str)
        Where entries come from; for integers both ends included. A text is worked out from the
        sizes: ``(0, "m - 1")``.
    ends : sequence of float
        Numbers that stand in some places, or in all.
    like : str
        For any shape, the parameter whose shape it has.
    step : float, optional
        Entries are whole multiples of this, such as 0.25, which floats hold exactly.
    """

    def __init__(
        self,
        shape: str,
        *,
        of: str = "float",
        bound: str = "",
        draw: tuple[float | str, float | str] = (-10, 10),
        ends: Sequence[float] = (0,),
        like: str = "",
        step: float | None = None,
    ) -> None:
        self.shape, self.of, self.bound, self._range = shape, of, bound, draw
        self._step = step
        self.ends = (*(("all", end) for end in ends), *(("some", end) for end in ends), "equal")
        if of == "int or float":
            self.ends = (*self.ends, "int")
        holds = f"numpy.ndarray of {of}"
        if shape == "any":
            holds = f"number or {holds}"
        if like:
            self.words = f"{holds}, the shape of {like}"
        elif shape.startswith("any"):
            self.words = f"{holds}, any shape"
        else:
            self.words = f"{holds}, shape {shape}"

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> object:
        """Draw an array; a number where the shape is ()."""
        shape = self._draw_shape(rng, sizes)
        whole = self.of == "int" or end == "int"
        if self.of == "int or float" and (end is None or _is_whole(end, sizes)):
            whole = rng.random() < 0.3
        dtype = self.of if self.of not in ("int", "float", "int or float") else "float64"
        if self.of == "an integer type":
            dtype = ("int64", "int32", "uint8")[rng.integers(3)]
        if self.of == "float32 or float64":
            dtype = sizes.setdefault("dtype", ("float32", "float64")[rng.integers(2)])
        whole = whole or np.dtype(dtype).kind in "iu"
        values: np.ndarray
        low, high = (_size(limit, sizes) for limit in self._range)
        if self._step and not whole:
            count = (math.ceil(low / self._step), math.floor(high / self._step) + 1)
            values = rng.integers(*count, shape) * self._step
        elif whole:
            values = rng.integers(math.ceil(low), math.floor(high) + 1, shape)
        else:
            # Three digits, so that a case can be read.
            digits = 2 - math.floor(math.log10(max(abs(low), abs(high), 1e-300)))
            values = np.round(rng.uniform(low, high, shape), digits)
        values = np.asarray(values, dtype=np.int64 if whole and dtype == "float64" else dtype)
        if isinstance(end, tuple):
            where, number = end
            number = _size(number, sizes)
            if not whole or number == round(number):
                if where == "all":
                    values = np.full_like(values, number)
                elif values.size:
                    values = values.copy()
                    values.flat[rng.integers(0, values.size, 1 + values.size // 3)] = number
        elif end == "equal" and values.size:
            values = np.full_like(values, values.flat[0])
        # A number goes with numbers, an array of no axis with such arrays.
        if shape == () and sizes.setdefault("number", bool(rng.random() < 0.8)):
            return values.item()
        return values

    def _draw_shape(self, rng: np.random.Generator, sizes: dict[str, Any]) -> tuple[int, ...]:
        if self.shape.startswith("any"):
            if "shape" not in sizes:
                sizes["shape"] = ANY_SHAPES[rng.integers(len(ANY_SHAPES))]
            return sizes["shape"]
        form = sizes.setdefault(f"form {self.shape}", self._forms()[0])
        return tuple(_size(length, sizes) for length in form)

    def _forms(self) -> list[list[str]]:
        return [re.findall(r"[\w+*]+", form) for form in self.shape.split(" or ")]

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow arrays of such shapes, dtypes and entries; a number for the shape ()."""
        if self.shape == "any" and isinstance(value, int | float | np.number):
            value = np.asarray(value)
        if type(value) is not np.ndarray:
            return f"{type(value).__name__} is not an array"
        kinds = {"float": "f", "int": "iu", "int or float": "iuf", "an integer type": "iu"}
        kinds["float32 or float64"] = "f"
        letters = kinds.get(self.of)
        if value.dtype.kind not in letters if letters else value.dtype != self.of:
            return f"{value.dtype} is not {self.of}"
        if not np.isfinite(value).all() or not _within(value, self.bound):
            return f"{value!r} is not {self.bound or 'finite'}"
        if self.shape == "any with an axis":
            return None if value.ndim else "it has no axis"
        if self.shape == "any":
            return None
        reasons = [_misfit(value.shape, form, sizes) for form in self._forms()]
        return None if None in reasons else reasons[0]


class Numbers(Kind):
    """Some numbers, one or more, in a list, a tuple or an array.

    Parameters
    ----------
    draw : (float, float)
        Where ordinary numbers come from.
    ends : sequence of float
        Numbers at the ends; each stands alone, too.
    """

    words = "list, tuple or numpy.ndarray of numbers, one or more"

    def __init__(
        self, *, draw: tuple[float, float] = (-10, 10), ends: Sequence[float] = ()
    ) -> None:
        self._number = Number(draw=draw)
        self.ends = (list, tuple, np.array, *ends)

    def draw(
        self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None
    ) -> Sequence[float] | np.ndarray:
        """Draw one to four numbers; an end that is a number stands alone."""
        if isinstance(end, int | float):
            return [end]
        values = [self._number.draw(rng, sizes) for _ in range(rng.integers(1, 5))]
        holder = end or (list, tuple, np.array)[rng.integers(3)]
        return holder(values)

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow one-dimensional sequences of finite numbers."""
        if not isinstance(value, list | tuple | np.ndarray) or not len(value):
            return f"{value!r} is not a sequence of numbers"
        reasons = [self._number.reject(entry, sizes) for entry in value]
        return next(filter(None, reasons), None)


class Text(Kind):
    """A string out of some."""

    words = "str"

    def __init__(self, values: Sequence[str]) -> None:
        self.ends = tuple(values)

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> str:
        """Take one of the strings."""
        return end if end is not None else self.ends[rng.integers(len(self.ends))]

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow any string that is not empty."""
        return None if isinstance(value, str) and value else f"{value!r} is not a string"


class Flag(Kind):
    """True or False."""

    words = "bool"
    ends = (True, False)

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> bool:
        """Draw one of the two."""
        return bool(rng.random() < 0.5) if end is None else end

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow Python's own two."""
        return None if isinstance(value, bool) else f"{value!r} is not True or False"


class Mapping(Kind):
    """A dict with the same keys in each case."""

    def __init__(self, entries: dict[str, Kind], words: str) -> None:
        self.entries, self.words = entries, words
        # The first of each entry's ends everywhere, and the last in some places.
        self.ends = tuple(
            (key, end)
            for key, kind in entries.items()
            for end in dict.fromkeys((*kind.ends[:1], *kind.ends[-2:-1]))
            if isinstance(end, tuple)
        )

    def draw(
        self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None
    ) -> dict[str, Any]:
        """Draw each entry, one of them at its end; in any order of the keys."""
        key, inner = end or (None, None)
        drawn = {
            name: kind.draw(rng, sizes, inner if name == key else None)
            for name, kind in self.entries.items()
        }
        return {name: drawn[name] for name in rng.permutation(list(drawn)).tolist()}

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow a dict of these keys with allowed values."""
        if not isinstance(value, dict) or set(value) != set(self.entries):
            return f"it does not have the keys {sorted(self.entries)}"
        for name, kind in self.entries.items():
            reason = kind.reject(value[name], sizes)
            if reason:
                return f"{name}: {reason}"
        return None


class Line(Kind):
    """An object made by a line of Python, such as a function.

    Parameters
    ----------
    words : str
        What the docstring says.
    *templates : str
        Lines with numbers in braces, such as ``"lambda x: {a} * (x - {c})"``.
    methods : tuple of str
        What such an object has; an object of a check is allowed if it has them.
    kind : Kind, optional
        What the lines make, in place of `methods`; its words are the docstring's.
    beside : bool
        Whether the line belongs to that of an argument before: of the templates of both the same
        one is used, with the same numbers, as for a function and its derivative.
    **numbers
        The name of each number to a kind, or to (low, high).
    """

    def __init__(
        self,
        words: str,
        *templates: str,
        methods: tuple[str, ...] = ("__call__",),
        kind: Kind | None = None,
        beside: bool = False,
        **numbers: Kind | tuple[float, float],
    ) -> None:
        self.words, self.methods = words or kind.words, methods  # type: ignore[union-attr]
        self._kind = kind
        self._templates, self._beside = templates, beside
        self.ends = () if beside else templates
        self._numbers = {
            name: kind if isinstance(kind, Kind) else Number(draw=kind, integers=False)
            for name, kind in numbers.items()
        }

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> Code:
        """Fill in a template."""
        if self._beside:
            template = self._templates[sizes["line"]]
        else:
            template = end if end is not None else self.ends[rng.integers(len(self.ends))]
            sizes["line"] = self._templates.index(template)
        for name, kind in self._numbers.items():
            sizes[name] = kind.draw(rng, sizes)
        return Code(re.sub(r"\{(\w+)\}", lambda name: str(sizes[name[1]]), template))

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow whatever has the methods, or is of the kind."""
        if self._kind is not None:
            return self._kind.reject(value, sizes)
        missing = [name for name in self.methods if not callable(getattr(value, name, None))]
        return f"{type(value).__name__} has no {missing[0]}" if missing else None


class Instance(Kind):
    """An object of a class, which a check makes by itself.

    Parameters
    ----------
    words : str
        What the docstring says.
    *types : type
        The classes; none where anything will do.
    """

    def __init__(self, words: str, *types: type) -> None:
        self.words, self._types = words, types

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Allow objects of the classes."""
        fits = not self._types or isinstance(value, self._types)
        return None if fits else f"{type(value).__name__} is not {self.words}"


class Drawn(Kind):
    """Values that a function draws, for what no other kind says.

    Parameters
    ----------
    words : str
        What the docstring says.
    draw : callable
        ``draw(rng, sizes)`` gives a value.
    reject : callable
        ``reject(value, sizes)`` says why a value is not allowed, or gives None.
    """

    def __init__(
        self,
        words: str,
        draw: Callable[[np.random.Generator, dict[str, Any]], object],
        reject: Callable[[Any, dict[str, Any]], str | None] = lambda value, sizes: None,
    ) -> None:
        self.words, self._draw, self._reject = words, draw, reject

    def draw(self, rng: np.random.Generator, sizes: dict[str, Any], end: Any = None) -> object:
        """Call the function."""
        return self._draw(rng, sizes)

    def reject(self, value: object, sizes: dict[str, Any]) -> str | None:
        """Call the function."""
        return self._reject(value, sizes)


def declare(name: str, domain: dict[str, Kind]) -> None:
    """Say a function's domain where its check calls it by hand, for the tests of the checks.

    Parameters
    ----------
    name : str
        The function's name, or ``"Class.method"``.
    domain : dict of str to Kind
        Its parameters, in their order.
    """
    declared[name] = domain


def draw_cases(
    name: str, domain: dict[str, Kind], number: int, sizes: dict[str, tuple[int, int]] | None = None
) -> list[dict[str, Any]]:
    """Draw cases from a domain, the same ones each time.

    Each pair of ends of two parameters, or of two sizes, occurs in a case; the others are drawn.

    Parameters
    ----------
    name : str
        The function's name, from which the random numbers are seeded.
    domain : dict of str to Kind
        Its parameters.
    number : int
        How many cases at least.
    sizes : dict of str to (int, int), optional
        The least and greatest length that a letter of the shapes stands for; 1 to 4 for others.

    Returns
    -------
    list of dict
        Parameter name to value.
    """
    rng = np.random.default_rng(zlib.crc32(name.encode()))
    ranges = dict.fromkeys(_letters(domain), (1, 4)) | (sizes or {})
    choices: dict[str, tuple[Any, ...]] = {
        f"size {letter}": tuple(dict.fromkeys(ends)) for letter, ends in ranges.items()
    }
    if any(getattr(kind, "shape", "").startswith("any") for kind in domain.values()):
        with_axis = any(getattr(k, "shape", "") == "any with an axis" for k in domain.values())
        choices["shape"] = tuple(shape for shape in ANY_SHAPES if shape or not with_axis)
    for kind in domain.values():
        if isinstance(kind, Array) and " or " in kind.shape:
            choices[f"form {kind.shape}"] = tuple(map(tuple, kind._forms()))
    choices |= {parameter: kind.ends for parameter, kind in domain.items() if kind.ends}
    plans = _pairs_of_ends(choices, rng)
    while len(plans) < number:
        plans.append(_some_ends(choices, rng))
    plans += [
        {parameter: value}
        for parameter, kind in domain.items()
        for value in getattr(kind, "once", ())
    ]
    return [_draw_case(plan, domain, ranges, choices, rng) for plan in plans]


def show(value: Any) -> str:
    """Write a value as Python that a student can paste and run."""
    if isinstance(value, Code):
        return value.text
    if isinstance(value, np.ndarray) and value.size > MOST_SHOWN:
        return f"an array of {value.dtype} of shape {value.shape}"
    if isinstance(value, np.ndarray):
        text = re.sub(r"\s+", " ", repr(value.tolist()))
        if value.dtype.str[1:] not in ("f8", "i8") or not value.size:
            text += f", dtype=np.{value.dtype}"
        return f"np.array({text})"
    if isinstance(value, dict):
        return "{" + ", ".join(f"{show(k)}: {show(v)}" for k, v in value.items()) + "}"
    if isinstance(value, list | tuple):
        text = ", ".join(map(show, value)) + ("," if isinstance(value, tuple) else "")
        return f"[{text}]" if isinstance(value, list) else f"({text})"
    if isinstance(value, np.generic):
        return f"np.{type(value).__name__}({value.item()!r})"
    if type(value).__module__.partition(".")[0] == "torch" and hasattr(value, "tolist"):
        return f"torch.tensor({value.tolist()}, dtype={value.dtype})"
    return repr(value)


def _draw_case(
    plan: dict[str, Any],
    domain: dict[str, Kind],
    ranges: dict[str, tuple[int, int]],
    choices: dict[str, tuple[Any, ...]],
    rng: np.random.Generator,
) -> dict[str, Any]:
    sizes = {}
    for letter, (low, high) in ranges.items():
        end = plan.get(f"size {letter}")
        sizes[letter] = int(rng.integers(low, high + 1)) if end is None else end
    for name in choices:
        if name == "shape" or name.startswith("form "):
            options = choices[name]
            chosen = plan.get(name)
            sizes[name] = options[rng.integers(len(options))] if chosen is None else chosen
    return {name: kind.draw(rng, sizes, plan.get(name)) for name, kind in domain.items()}


def _pairs_of_ends(
    choices: dict[str, tuple[Any, ...]], rng: np.random.Generator
) -> list[dict[str, Any]]:
    """Plan few cases in which each end of each choice meets each end of each other."""
    pairs = [
        ((a, x), (b, y))
        for a, b in itertools.combinations(choices, 2)
        for x in choices[a]
        for y in choices[b]
    ]
    if len(choices) == 1:
        return [{name: end} for name, ends in choices.items() for end in ends]
    order = {name: number for number, name in enumerate(choices)}
    plans, missing = [], set(pairs)
    for pair in pairs:
        if pair not in missing:
            continue
        plan = dict(pair)
        for name, ends in choices.items():
            if name not in plan:
                # The end that meets the most others for the first time; of equals, any.
                start = rng.integers(len(ends))
                plan[name] = max(
                    (*ends[start:], *ends[:start]),
                    key=lambda end, name=name, plan=plan: sum(  # type: ignore[misc]
                        (
                            ((name, end), other)
                            if order[name] < order[other[0]]
                            else (other, (name, end))
                        )
                        in missing
                        for other in plan.items()
                    ),
                )
        ordered = [(name, plan[name]) for name in choices]
        missing.difference_update(itertools.combinations(ordered, 2))
        plans.append(plan)
    return plans


def _some_ends(choices: dict[str, tuple[Any, ...]], rng: np.random.Generator) -> dict[str, Any]:
    return {
        name: ends[rng.integers(len(ends))]
        for name, ends in choices.items()
        if ends and rng.random() < 0.3
    }


def _letters(domain: dict[str, Kind]) -> dict[str, None]:
    letters: dict[str, None] = {}
    for kind in domain.values():
        kinds = kind.entries.values() if isinstance(kind, Mapping) else [kind]
        for inner in kinds:
            shape = getattr(inner, "shape", "") or getattr(inner, "letter", "")
            if not shape.startswith("any"):
                letters |= dict.fromkeys(re.findall(r"[a-z]\w*", shape.replace(" or ", " ")))
    return letters


def _size(length: Any, sizes: dict[str, Any]) -> Any:
    """Work out a length or a limit, such as ``"m - 1"``."""
    if not isinstance(length, str):
        return length
    if length in sizes:
        return sizes[length]
    return int(length) if length.isdigit() else eval(length, {}, sizes)


def _is_whole(end: Any, sizes: dict[str, Any]) -> bool:
    """Tell whether an end of an array is a number that integers can hold."""
    number = _size(end[1], sizes) if isinstance(end, tuple) else 0.5
    return bool(number == round(number) and abs(number) < 2**53)


def _misfit(shape: tuple[int, ...], form: list[str], sizes: dict[str, Any]) -> str | None:
    if len(shape) != len(form):
        return f"the shape {shape} is not ({', '.join(form)})"
    for length, name in zip(shape, form, strict=True):
        wanted = int(name) if name.isdigit() else sizes.setdefault(name, length)
        if length != wanted or (length < 1 and not name.isdigit()):
            return f"the shape {shape} is not ({', '.join(form)}), {sizes}"
    return None


def _within(value: Any, bound: str) -> bool:
    if not bound:
        return True
    sign, _, limit = bound.partition(" ")
    compare = {">": np.greater, ">=": np.greater_equal, "<": np.less, "<=": np.less_equal}[sign]
    return bool(np.all(compare(value, float(limit))))


def _short_float(value: float) -> float:
    return float(f"{value:.3g}")
