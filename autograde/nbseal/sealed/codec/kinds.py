"""Subclasses of plain types: the data cross, and that they are of a class of their own.

What a subclass overrides stays behind: the copy compares, prints and counts as the plain type does.
Where a check uses classes of the student's, an object of one that does more, such as a stack made
of a list, crosses by reference.
Those of `collections`, and dicts of scipy's and scikit-learn's, are what they were.
"""

import collections
import contextlib
import enum
import functools
import operator
import sys
import types
from collections.abc import Callable
from typing import Any

MAX_KINDS = 1_000
_MAX_NAME = 80
_MAX_FIELDS = 100
_OWN: dict[str, Callable[[dict[Any, Any]], object]] = {
    "Counter": collections.Counter,
    "OrderedDict": collections.OrderedDict,
}
#: Returns the class of this process that has a name: data that come from the other one are of it.
look_up: Callable[[str], object] | None = None
#: In the student's process: the names of classes that are handed out, whose objects cross as data,
#: unlike others that are more than their data; None where all cross so.
handed_out: frozenset[str] | None = None
#: Dicts whose items are attributes, too, and the modules that have them.
_BY_ATTRIBUTE = {
    "OptimizeResult": "scipy.optimize",
    "RootResults": "scipy.optimize",
    "OdeResult": "scipy.integrate._ivp.ivp",
    "BVPResult": "scipy.integrate._bvp",
    "Bunch": "sklearn.utils",
}
_PLAIN = (str, int, float, complex, bytes, bytearray, list, tuple, dict, set, frozenset)
_FACTORIES = {kind.__name__: kind for kind in (int, float, str, bool, list, tuple, dict, set)}
_kinds: dict[tuple[str, type, tuple[str, ...]], type] = {}


def kind_of(value: object) -> tuple[str, tuple[str, ...]] | None:
    """Return the name of a value's class and, of a named tuple, its fields.

    Returns
    -------
    (str, tuple of str) or None
        None where the class is one of Python's plain types.
    """
    kind = type(value)
    if kind in _PLAIN or not isinstance(value, _PLAIN):
        return None
    if kind is collections.defaultdict:
        factory: Any = getattr(value, "default_factory", None)
        return "defaultdict", (factory.__name__,) if factory in _FACTORIES.values() else ()
    fields = getattr(kind, "_fields", ()) if issubclass(kind, tuple) else ()
    known = isinstance(fields, tuple) and all(type(name) is str for name in fields)
    short = tuple(name[:_MAX_NAME] for name in fields[:_MAX_FIELDS]) if known else ()
    return kind.__name__[:_MAX_NAME], short


def does_more(value: object) -> bool:
    """Tell whether an object of the student's own class is more than the plain data in it."""
    kind: Any = type(value)
    if handed_out is None or kind.__module__ != "__main__" or kind.__name__ in handed_out:
        return False
    return not isinstance(kind, enum.EnumMeta) and bool(
        getattr(value, "__dict__", None) or _defines_more(kind)
    )


@functools.lru_cache(MAX_KINDS)
def _defines_more(kind: type) -> bool:
    """Tell whether a class has methods that were written for it."""
    for base in kind.__mro__:
        for name, part in vars(base).items():
            for attribute in ("fget", "func", "__func__"):
                part = getattr(part, attribute, None) or part
            own = isinstance(part, types.FunctionType) and part.__module__ == "__main__"
            if own and name not in ("__init__", "__new__", "__repr__", "__str__"):
                return True
    return False


def rebuild(name: str, fields: tuple[str, ...], plain: object) -> object:
    """Return a copy of some plain data that is of a class with this name.

    Parameters
    ----------
    name : str
        Whatever the other process says.
    fields : tuple of str
        Attributes by which the items of a tuple can be read.
    plain : object
        Of one of Python's plain types.
    """
    base: Any = type(plain)
    found: Any = look_up(name) if look_up else None
    if isinstance(found, type) and issubclass(found, base) and base in (tuple, str, int, float):
        with contextlib.suppress(Exception):
            is_member = isinstance(found, enum.EnumMeta)
            return found(plain) if is_member else base.__new__(found, plain)
    own = _OWN.get(name)
    if name in _BY_ATTRIBUTE and isinstance(plain, dict) and all(type(k) is str for k in plain):
        found = getattr(sys.modules.get(_BY_ATTRIBUTE[name]), name, None)
        if found is not None:
            made = found() if name == "Bunch" else found.__new__(found)
            dict.update(made, plain)
            return made
    if name == "defaultdict" and isinstance(plain, dict):
        return collections.defaultdict(_FACTORIES.get("".join(fields)), plain)
    if own is not None and isinstance(plain, dict):
        return own(plain)
    key = (name, base, fields)
    if key not in _kinds:
        if len(_kinds) >= MAX_KINDS:
            return plain
        body: dict[str, object] = {} if base in (list, dict, set) else {"__slots__": ()}
        for index, field in enumerate(fields if base is tuple else ()):
            if field.isidentifier() and not field.startswith("_"):
                body[field] = property(operator.itemgetter(index))
        if fields and base is tuple:
            body |= {"_fields": fields, "_asdict": _as_dict, "_replace": _replaced}
        _kinds[key] = type(name.replace("\0", ""), (base,), body)
    return _kinds[key](plain)


def _replaced(values: Any, /, **changes: object) -> object:
    given = values._asdict()
    if not changes.keys() <= given.keys():
        raise ValueError(f"Got unexpected field names: {sorted(changes.keys() - given.keys())}")
    return type(values)((given | changes).values())


def _as_dict(values: Any) -> dict[str, object]:
    return dict(zip(values._fields, values, strict=False))
