"""The operators that a check leaves to the student's classes, and the classes it asks for.

``Point(1, 2) == Point(1, 2)`` judges the student's ``__eq__``: there, and nowhere else, its answer
may count. Which places these are is learned once, from a run of the check with the source's own
solution; at any other place an operator of a student's object is refused, whatever it is.
"""

import ast
import sys
import types
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from nbseal.sealed.codec.common import handler_of
from nbseal.sealed.proxies import MAX_TYPES, Proxy

MAX_FRAMES = 40
MAX_LINEAGE = 20  # classes of an object that a check is told of
MAX_ENTRY = 200  # characters
#: Exceptions by which Python ends a loop: a check's own would end early, and pass.
_ENDS = (StopIteration, StopAsyncIteration)
#: Packages whose classes are data, or too general to be told of.
_GENERAL = ("builtins", "typing", "numbers")


class Grants:
    """The operations on a student's objects that a check may leave to their classes.

    Parameters
    ----------
    namespace : dict
        The variables of the checks' process.
    granted : iterable of str
        What was learned.
    learns : bool
        Whether everything is allowed, and noted.
    """

    def __init__(
        self, namespace: Mapping[str, Any], granted: Collection[str] = (), learns: bool = False
    ) -> None:
        self._namespace = namespace
        self._granted = frozenset(granted)
        self._learns = learns
        self.learned: set[str] = set()

    def permits(self, operation: str, operand: str = "") -> bool:
        """Tell whether an operation is allowed at the place where the check is now.

        Parameters
        ----------
        operation : str
            An operator, or an attribute after a dot.
        operand : str
            The type of the other one.
        """
        if not (self._learns or self._granted):
            return False
        place = f"{operation} {operand} {self._place()}"
        if self._learns:
            self.learned.add(place)
            return True
        return place in self._granted

    def _place(self) -> str:
        """Return where the check is: its line, and the functions called from there."""
        frame: types.FrameType | None = sys._getframe(2)
        steps: list[str] = []
        while frame is not None and len(steps) < MAX_FRAMES:
            code = frame.f_code
            if frame.f_globals is self._namespace:
                steps.append(f"{code.co_name}:{frame.f_lineno}")
                if code.co_name == "<module>":
                    break
            elif not str(frame.f_globals.get("__name__")).startswith("nbseal."):
                steps.append(code.co_name)
            frame = frame.f_back
        return " ".join(steps)

    def is_of(self, lineage: Sequence[str], kind: type) -> bool:
        """Tell whether the first of an object's classes is this one, if the check may ask."""
        return self.known(lineage[:1]) == (kind,)

    def known(self, lineage: Sequence[str]) -> tuple[type, ...]:
        """Return the classes of an object that this process has, too, if the check may ask.

        Parameters
        ----------
        lineage : sequence of str
            The object's classes, as ``"module:name"``; whatever the student's process says.

        Returns
        -------
        tuple of type
            Without the bases of others among them.
        """
        classes: list[type] = []
        for entry in lineage:
            package = entry.partition(":")[0].partition(".")[0]
            found = self._find(entry) if package not in _GENERAL else None
            if found is None or handler_of(found) is not None:  # data cross as what they are
                continue
            if any(issubclass(kind, found) for kind in classes):
                continue
            if self.permits("class", package):
                classes.append(found)
        return tuple(classes)

    def known_error(self, lineage: object) -> type[Exception] | None:
        """Return the exception class of this process that a student's error is of, or None.

        The check has to meet an error of this class at the same place with the source's own
        solution: at any other, `unittest.SkipTest` of the student's would end a test.

        Parameters
        ----------
        lineage : tuple of str
            Its classes, as ``"module:name"``; whatever the student's process says.
        """
        for entry in lineage[:MAX_LINEAGE] if isinstance(lineage, tuple) else ():
            found = self._find(entry) if type(entry) is str else None
            if found is None or not issubclass(found, Exception) or issubclass(found, _ENDS):
                continue
            return found if self.permits("raise", entry[:MAX_ENTRY]) else None
        return None

    def _find(self, entry: str) -> type | None:
        module, _, name = entry.partition(":")
        if module == "__main__":
            found: Any = self._namespace.get(name)
        else:
            found = sys.modules.get(module)
            for part in name.split("."):
                found = vars(found).get(part) if hasattr(found, "__dict__") else None
        real = isinstance(found, type) and not isinstance(found, Proxy)
        same = real and (found.__module__, found.__qualname__) == (module, name)
        return found if same else None


class SameType(ast.NodeTransformer):
    """Reads `type(x) is kind` as `type(x) == kind`, which is the same for any class.

    A class of the student's has two stand-ins: the type of its objects' proxies, and its own proxy.
    """

    def visit_Compare(self, node: ast.Compare) -> ast.AST:
        """Change a comparison of types."""
        self.generic_visit(node)
        sides = [node.left, *node.comparators]
        equal: dict[type[ast.cmpop], ast.cmpop] = {ast.Is: ast.Eq(), ast.IsNot: ast.NotEq()}
        for n, operator in enumerate(node.ops):
            if _is_type(sides[n]) or _is_type(sides[n + 1]):
                node.ops[n] = equal.get(type(operator), operator)
        return node


def _is_type(node: ast.AST) -> bool:
    if isinstance(node, ast.Call) and len(node.args) == 1:
        return isinstance(node.func, ast.Name) and node.func.id == "type"
    return isinstance(node, ast.Attribute) and node.attr == "__class__"


_shown: dict[tuple[str, tuple[type, ...]], type | None] = {}


def shown_class(name: str, bases: tuple[type, ...]) -> type | None:
    """Return a class that is a subclass of others, and nothing else.

    It stands for the class of a student's object where `isinstance` looks: no object can be made
    of it, and none of its attributes is the others'.

    Parameters
    ----------
    name : str
        Whatever the student's process says.
    bases : tuple of type

    Returns
    -------
    type or None
        None where there is no base, or it can have no subclass.
    """
    key = (name, bases)
    if bases and key not in _shown and len(_shown) < MAX_TYPES:
        _shown[key] = _make_shown(name, bases) or _make_shown(name, bases[:1])
    return _shown.get(key)


def _make_shown(name: str, bases: tuple[type, ...]) -> type | None:
    try:
        kinds = {type(base) for base in bases}
        most: Any = next(kind for kind in kinds if all(issubclass(kind, other) for other in kinds))
        shown = type("Shown", (most,), {})
        name = name.replace("\0", "")
        made: type = most.__new__(shown, name, bases, most.__prepare__(name, bases))
    except Exception:  # some classes have no subclasses, and some cannot be bases together
        return None
    # Once the bases have had their say.
    shown.__call__ = _refuse  # type: ignore[method-assign]
    shown.__getattribute__ = _read_little  # type: ignore[assignment]
    return made


def _refuse(cls: type, *_: object, **__: object) -> Any:
    raise TypeError("no object is made of the class of a student's object")


#: What `isinstance`, messages and Python's abstract classes look at.
_READABLE = (
    *("__name__", "__qualname__", "__module__", "__doc__", "__mro__", "__bases__", "__class__"),
    *("__dict__", "__abstractmethods__", "__subclasshook__", "__subclasses__", "_abc_impl"),
)


def _read_little(cls: type, name: str) -> Any:
    if name not in _READABLE:
        raise AttributeError(name)
    return type.__getattribute__(cls, name)


__all__ = ["Grants", "SameType", "shown_class"]
