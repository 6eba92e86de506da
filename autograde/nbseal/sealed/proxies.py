"""A student's object, seen from a check: what is asked of it runs where it lives.

What an operator or a conversion of such an object gave would be the student's choice: these raise
`ProxyError`, and a check that needs them cannot be sealed. So do comparison, truth and membership
where the student's class defines them; elsewhere they are what Python gives any object.
"""

import dataclasses
import inspect
import types
from collections.abc import Iterator
from typing import Any, Protocol

MAX_TYPES = 1_000
#: Attributes with names of Python's own that say something about an object and change nothing.
_SHOWN = (
    *("__name__", "__qualname__", "__annotations__", "__defaults__", "__kwdefaults__"),
    "__bases__",
)


#: Python's own types that `isinstance` finds in an object, by the names that describe it.
_SHAPES: dict[str, type] = {
    "function": types.FunctionType,
    "builtin": types.BuiltinFunctionType,
    "method": types.MethodType,
    "generator": types.GeneratorType,
    "type": type,
}


def shape_of(value: object) -> str:
    """Return the name by which a check knows that a value is a function, a class and the like."""
    if isinstance(value, type):
        return "type"
    return next((name for name, kind in _SHAPES.items() if type(value) is kind), "")


@dataclasses.dataclass(frozen=True)
class About:
    """The description of an object by the student's process.

    Attributes
    ----------
    shown : str
        Its `repr` when it was sent.
    shape : str
        See `shape_of`.
    kind : int
        The number of its class; negative where that is one of Python's own.
    defines : frozenset of str
        Of ``"truth"``, ``"equality"`` and ``"membership"``: what its class defines by itself.
    """

    shown: str
    shape: str = ""
    kind: int = -1
    defines: frozenset[str] = frozenset(("truth", "equality", "membership"))


_KINDS = {
    int(kind): kind
    for kind in (
        inspect.Parameter.POSITIONAL_ONLY,
        inspect.Parameter.POSITIONAL_OR_KEYWORD,
        inspect.Parameter.VAR_POSITIONAL,
        inspect.Parameter.KEYWORD_ONLY,
        inspect.Parameter.VAR_KEYWORD,
    )
}


class ProxyError(TypeError):
    """A check asked of a student's object what does not cross between the processes."""


class Link(Protocol):
    """The side that asks the student's process."""

    def request(self, operation: str, **arguments: Any) -> Any:
        """Ask for something and return it, or raise what the student's code raised."""

    def release(self, number: int) -> None:
        """Let the student's process forget an object, with the next request."""


def _documentation(self: "Proxy") -> object:
    return self._link.request("getattr", target=self, name="__doc__")


class Proxy:
    """A student's object: calls, attributes and items run where it lives."""

    __slots__ = ("__weakref__", "_about", "_link", "_number")

    __array_ufunc__ = None
    __hash__ = object.__hash__

    def __init__(self, link: Link, number: int, about: About) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_about", about)

    def __del__(self) -> None:
        self._link.release(self._number)

    def __repr__(self) -> str:
        return self._text("repr")

    def __str__(self) -> str:
        return self._text("str")

    def _text(self, operation: str) -> str:
        """Ask for the object's text as it is now; where nobody answers, it is as it was."""
        try:
            text = self._link.request(operation, target=self)
        except Exception as error:
            if getattr(error, "type_name", None) is not None:
                raise  # what the student's method raised
            return self._about.shown
        return text if type(text) is str else self._about.shown

    @property  # type: ignore[misc]
    def __class__(self) -> type[Any]:
        """The class that `isinstance` looks at: the one where the object lives."""
        about = object.__getattribute__(self, "_about")
        if about.shape in _SHAPES:
            return _SHAPES[about.shape]
        if about.kind >= 0:
            return object.__getattribute__(self, "_link").class_of(about.kind, type(self).__name__)
        return type(self)

    def __getattr__(self, name: str) -> Any:
        if name == "__signature__":
            return self._signature()
        if name.startswith("__") and name.endswith("__") and name not in _SHOWN:
            # NumPy, copy and the like look for what an object offers: nothing.
            raise AttributeError(_advice(self, f"the attribute {name}"))
        return self._link.request("getattr", target=self, name=name)

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("__"):
            raise ProxyError(_advice(self, f"the attribute {name}"))
        self._link.request("setattr", target=self, name=name, value=value)

    def __delattr__(self, name: str) -> None:
        raise ProxyError(_advice(self, f"deleting the attribute {name}"))

    def __getitem__(self, key: object) -> Any:
        return self._link.request("getitem", target=self, key=key)

    def __setitem__(self, key: object, value: object) -> None:
        self._link.request("setitem", target=self, key=key, value=value)

    def __bool__(self) -> bool:
        if "truth" in self._about.defines:
            raise ProxyError(_advice(self, "a truth value"))
        return True

    def __eq__(self, other: object) -> bool:
        if isinstance(other, type) and issubclass(other, Proxy):
            return other._kind == object.__getattribute__(self, "_number")
        if "equality" in self._about.defines:
            raise ProxyError(_advice(self, "a comparison"))
        return self is other or NotImplemented

    def __ne__(self, other: object) -> bool:
        same = self.__eq__(other)
        return same if same is NotImplemented else not same

    def __contains__(self, value: object) -> bool:
        if "membership" in self._about.defines:
            raise ProxyError(_advice(self, "a test for membership"))
        return any(one is value or one == value for one in self)

    def __len__(self) -> int:
        try:
            length = self._link.request("len", target=self)
        except Exception as error:  # a TypeError tells list() and the like to go on without it
            if getattr(error, "type_name", None) is None:
                raise
            raise ProxyError(str(error)) from error
        if type(length) is not int or length < 0:
            raise ProxyError(_advice(self, "a length"))
        return length

    def __iter__(self) -> Iterator[Any]:
        return _values(self._link, self._link.request("iter", target=self))

    def __enter__(self) -> Any:
        return self._link.request("enter", target=self)

    def __exit__(self, *exception: object) -> None:
        self._link.request("exit", target=self)

    def _signature(self) -> inspect.Signature:
        """Return the signature that Python finds where the object lives."""
        parts = self._link.request("signature", target=self)
        parameters = []
        for name, kind, default, annotation in parts:
            parameters.append(
                inspect.Parameter(
                    str(name),
                    _KINDS[kind],
                    default=default[0] if default else inspect.Parameter.empty,
                    annotation=annotation[0] if annotation else inspect.Parameter.empty,
                )
            )
        return inspect.Signature(parameters)

    #: The number of the class where such objects live.
    _kind = -1

    def _refuse(self, *_: object) -> Any:
        raise ProxyError(_advice(self, "an order, an operator or a conversion"))

    __lt__ = __le__ = __gt__ = __ge__ = _refuse
    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = _refuse
    __truediv__ = __rtruediv__ = __matmul__ = __rmatmul__ = __pow__ = __neg__ = __abs__ = _refuse
    __float__ = __int__ = __complex__ = __index__ = __array__ = _refuse
    __reduce_ex__ = __copy__ = __deepcopy__ = _refuse


class CallableProxy(Proxy):
    """A student's function or class, or an object that can be called."""

    __slots__ = ()

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        """Call it, where it lives."""
        return self._link.request("call", target=self, positional=positional, keywords=keywords)

    def __instancecheck__(self, instance: object) -> bool:
        return self._link.request("isinstance", target=self, instance=instance) is True

    def __subclasscheck__(self, other: object) -> bool:
        return self._link.request("issubclass", target=self, other=other) is True


class IteratorProxy(Proxy):
    """A student's iterator, such as a generator."""

    __slots__ = ()

    def __iter__(self) -> Iterator[Any]:
        return self

    def __next__(self) -> Any:
        values = self._link.request("step", target=self)
        if not isinstance(values, list) or len(values) != 1:
            raise StopIteration
        return values[0]


def _values(link: Link, iterator: object) -> Iterator[object]:
    while True:
        values = link.request("next", iterator=iterator)
        if not isinstance(values, list) or len(values) != 1:
            return
        yield values[0]


def number_of(proxy: Proxy) -> int:
    """Return the number by which both processes know an object."""
    return object.__getattribute__(proxy, "_number")


_types: dict[tuple[str, type[Proxy], int], type[Proxy]] = {}


def proxy_type(name: str, base: type[Proxy], kind: int = -1) -> type[Proxy]:
    """Return a class with the name of the student's, for messages that name types.

    Parameters
    ----------
    name : str
        Whatever the student's process says.
    base : type
        `Proxy` or a class of it.
    kind : int
        The number of the student's class.
    """
    key = (name, base, kind)
    if key not in _types:
        if len(_types) >= MAX_TYPES:
            return base
        body = {"__slots__": (), "__doc__": property(_documentation), "_kind": kind}
        _types[key] = type(name.replace("\0", ""), (base,), body)
    return _types[key]


def _advice(proxy: Proxy, wanted: str) -> str:
    return (
        f"{wanted} of a student's object ({type(proxy).__name__}) does not cross to a check: "
        "read plain values from it, or judge what a probe returns"
    )
