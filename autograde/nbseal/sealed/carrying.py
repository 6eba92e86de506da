"""A check's functions on their way to the student's process: what they carry, what stays here."""

import builtins
import operator
import sys
import types
import unittest.mock
from collections.abc import Iterable, Iterator
from typing import Any

import cloudpickle

from nbseal.sealed.names import code_names
from nbseal.sealed.peer import identity
from nbseal.sealed.proxies import Proxy, ProxyError

#: By a package's prefix, such as ``"numpy."``: how many modules there were when it was looked for,
#: and the names of those below it, with their parts.
_below: dict[str, tuple[int, list[tuple[frozenset[str], str]]]] = {}


def submodules_used(code: types.CodeType, dependencies: Iterable[Any]) -> list[types.ModuleType]:
    """Return the imported submodules that a function may use, as cloudpickle finds them.

    cloudpickle goes through all modules for each function, which with PyTorch takes longer than
    the rest of sending a probe.
    """
    names, found = set(code.co_names), []
    for package in dependencies:
        if isinstance(package, types.ModuleType) and getattr(package, "__package__", None):
            prefix = f"{package.__name__}."
            count, below = _below.get(prefix, (0, []))
            if count != len(sys.modules):
                count, modules = len(sys.modules), [n for n in sys.modules if n.startswith(prefix)]
                below = [(frozenset(n.removeprefix(prefix).split(".")), n) for n in modules]
                _below[prefix] = count, below
            found += [sys.modules[n] for parts, n in below if parts <= names and n in sys.modules]
    return found


def names_that_go_along(code: types.CodeType) -> dict[str, None]:
    """Return the global names that go along with a function, in an order that is always the same.

    cloudpickle leaves out those that the body of a class within the function reads.
    """
    return dict.fromkeys(sorted(code_names(code) - {"__name__"}))


def carried_variable(
    function: types.FunctionType, seen: tuple[types.FunctionType, ...] = ()
) -> str | None:
    """Name a variable of the check that a function would carry along, or return None."""
    if function in seen:
        return None
    carried = dict(
        zip(
            function.__code__.co_freevars,
            (cell.cell_contents for cell in function.__closure__ or ()),
            strict=True,
        )
    )
    names = code_names(function.__code__) - {"__name__"}  # which a class in it looks up
    for name in sorted(names - set(function.__globals__)):
        if not hasattr(builtins, name):
            return name  # bound later: the function itself, where it calls itself
    carried |= {n: function.__globals__[n] for n in names if n in function.__globals__}
    for name, value in carried.items():
        if isinstance(value, Proxy):
            return name
        if isinstance(value, types.FunctionType) and value.__module__ == "__main__":
            inner = carried_variable(value, (*seen, function))
            if inner is not None:
                return inner
        elif not isinstance(value, types.ModuleType | types.FunctionType) and not (
            isinstance(value, type | types.BuiltinFunctionType) and value.__module__ != "__main__"
        ):
            return name
    return None


class Pickles:
    """The pickles of functions, each made once as long as what it is made of stays the same."""

    def __init__(self) -> None:
        # By the id of a function: how many modules there were, what it is made of, its pickle.
        self._known: dict[int, tuple[int, list[Any], bytes]] = {}

    def of(self, value: Any) -> bytes:
        """Return the pickle of a value."""
        parts: list[Any] = []
        if not isinstance(value, types.FunctionType) or not _note_parts(value, parts):
            return cloudpickle.dumps(value)
        modules = len(sys.modules)  # those that it uses are named in the pickle
        count, before, pickle = self._known.get(id(value), (0, [], b""))
        same = count == modules and len(before) == len(parts)
        if not same or any(map(operator.is_not, before, parts)):
            pickle = cloudpickle.dumps(value)
            self._known[id(value)] = modules, parts, pickle  # what is held keeps its id
        return pickle


def _note_parts(function: types.FunctionType, parts: list[Any]) -> bool:
    """Collect what a function's pickle is made of; tell whether none of it changes in place."""
    if function in parts:
        return True
    parts += (function, function.__code__)
    if function.__kwdefaults__ or vars(function):
        return False
    try:
        found = [cell.cell_contents for cell in function.__closure__ or ()]
    except ValueError:  # one that is empty
        return False
    found += function.__defaults__ or ()
    found += map(function.__globals__.get, sorted(code_names(function.__code__)))
    for part in found:
        if type(part) in _FIXED or _goes_by_name(part):
            parts.append(part)
        elif not isinstance(part, types.FunctionType) or not _note_parts(part, parts):
            return False
    return True


_FIXED = (bool, int, float, str, bytes, type(None))


def _goes_by_name(value: Any) -> bool:
    """Tell whether a pickle says no more of a function, class or module than its name."""
    if not isinstance(value, _NAMED):
        return False
    module, path = identity(value)
    packages = ("__main__", *cloudpickle.list_registry_pickle_by_value())
    if f"{module}.".startswith(tuple(f"{name}." for name in packages)):
        return False
    found: Any = sys.modules.get(module)
    for name in path.split(".") if path else ():
        found = getattr(found, name, None)
    return found is value  # else it was made while some code ran, and goes with all that it holds


_NAMED = (types.FunctionType, types.BuiltinFunctionType, types.ModuleType, type)


def keeps_state(value: object) -> bool:
    """Tell whether a callable or a generator of the check has to stay here to be of use."""
    if isinstance(value, types.MethodType | types.BuiltinMethodType):
        return not isinstance(value.__self__, types.ModuleType | type)
    if isinstance(value, types.GeneratorType | unittest.mock.NonCallableMock):
        return True
    return callable(value) and type(value).__module__ == "__main__"


def next_of(values: Iterator[Any]) -> list[Any]:
    """Return the next value, in a list; an empty one at the end."""
    return [value for _, value in zip(range(1), values, strict=False)]


def refuse_state(value: object) -> None:
    """Raise for an object whose copy would silently be another one."""
    torch = sys.modules.get("torch")
    if torch is None:
        return
    kept = isinstance(value, torch.nn.Module) and any(True for _ in value.parameters())
    if kept or isinstance(value, torch.optim.Optimizer):
        raise ProxyError(
            f"the check's {type(value).__name__} would go to the student's kernel as a copy, and "
            "what happens to the copy is not seen here: make it in a probe"
        )
