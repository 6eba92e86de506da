"""A check's functions on their way to the student's process: what they carry, what stays here."""

import builtins
import sys
import types
import unittest.mock
from collections.abc import Iterable, Iterator
from typing import Any

from nbseal.sealed.names import code_names
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
