"""A student's object, seen from a check: what is asked of it runs where it lives.

What an operator or a conversion of such an object gives is the student's choice: these raise
`ProxyError`, and so do comparison, truth and membership where the student's class defines them;
elsewhere they are what Python gives any object. Only where the check asks for such an operator with
the source's own solution, too, is it the student's class that is judged, and it runs
(`nbseal.sealed.grants`).
"""

import dataclasses
import inspect
import types
from collections.abc import Callable, Generator, Iterator, Sequence
from typing import Any, Protocol

MAX_TYPES = 1_000
#: Attributes with names of Python's own that say something about an object and change nothing.
_SHOWN = (
    *("__name__", "__qualname__", "__annotations__", "__defaults__", "__kwdefaults__"),
    "__bases__",
)
#: Attributes by which libraries take an object apart or make another one of it.
_NEVER = (
    *("__reduce__", "__getstate__", "__setstate__", "__getnewargs__", "__getnewargs_ex__"),
    *("__array_struct__", "__array_interface__", "__array_function__", "__array_priority__"),
    *("__torch_function__", "__dlpack__", "__buffer__", "__mro_entries__"),
    *("__globals__", "__builtins__"),
)


#: Methods that a check may read of a student's class, and that a stand-in has, too.
_METHODS = frozenset(
    (
        *("__init__", "__str__", "__repr__", "__eq__", "__ne__", "__lt__", "__le__", "__gt__"),
        *("__ge__", "__hash__", "__bool__", "__len__", "__iter__", "__next__", "__contains__"),
        *("__getitem__", "__setitem__", "__call__", "__enter__", "__exit__", "__add__", "__radd__"),
        *("__sub__", "__mul__", "__rmul__", "__truediv__", "__neg__", "__abs__", "__float__"),
        *("__int__", "__iadd__", "__slots__"),
    )
)
#: Python's own types that `isinstance` finds in an object, by the names that describe it.
_SHAPES: dict[str, type] = {
    "function": types.FunctionType,
    "builtin": types.BuiltinFunctionType,
    "method": types.MethodType,
    "generator": types.GeneratorType,
    "coroutine": types.CoroutineType,
    "asynchronous generator": types.AsyncGeneratorType,
    "type": type,
    "property": property,
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
        Of ``"truth"``, ``"equality"``, ``"membership"``, ``"hash"`` and ``"format"``: what its
        class defines by itself.
    lineage : tuple of str
        Its class and that one's bases, as ``"module:name"``; of a class, its own.
    steady : bool
        Whether it is a method that its object has from its class.
    """

    shown: str
    shape: str = ""
    kind: int = -1
    defines: frozenset[str] = frozenset(("truth", "equality", "membership"))
    lineage: tuple[str, ...] = ()
    steady: bool = False


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

    def permits(self, operation: str, operand: str = "", lineage: Sequence[str] = ()) -> bool:
        """Tell whether the running check may leave this to the student's class, here."""

    def times_changed(self) -> int:
        """Return how often the running check may have given an object another attribute."""

    def class_of(self, about: About, name: str) -> Any:
        """Return the class of an object, or what stands for it."""

    def own_class(self, kind: Any) -> Any:
        """Return what stands for a class that both processes have, if the check may ask."""


def _operator(name: str, swapped: bool = False) -> Callable[..., Any]:
    """Return a method for an operator with another operand."""

    def method(self: "Proxy", other: object) -> Any:
        return self._operate(name, "an order or an operator", other, swapped=swapped)

    return method


def _conversion(name: str) -> Callable[..., Any]:
    """Return a method for an operator or a conversion of one object."""

    def method(self: "Proxy") -> Any:
        return self._operate(name, "an operator or a conversion")

    return method


def _documentation(self: "Proxy") -> object:
    return self._link.request("getattr", target=self, name="__doc__")


class Proxy:
    """A student's object: calls, attributes and items run where it lives."""

    __slots__ = ("__weakref__", "_about", "_asked_before", "_link", "_number")

    __array_ufunc__ = None

    def __init__(self, link: Link, number: int, about: About) -> None:
        object.__setattr__(self, "_link", link)
        object.__setattr__(self, "_number", number)
        object.__setattr__(self, "_about", about)
        object.__setattr__(self, "_asked_before", {})  # methods by name, and when

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
            return object.__getattribute__(self, "_link").class_of(about, type(self).__name__)
        return type(self)

    def __getattr__(self, name: str) -> Any:
        if name == "__signature__":
            return self._signature()
        hidden = name.startswith("__") and name.endswith("__") and name not in _SHOWN
        if hidden and (name in _NEVER or not self._link.permits("." + name)):
            # NumPy, copy and the like look for what an object offers: nothing.
            raise AttributeError(_advice(self, f"the attribute {name}"))
        changed = self._link.times_changed()
        method, asked = self._asked_before.get(name, (None, -1))
        if asked == changed:
            object.__setattr__(method, "_changed", changed)  # it is looked up again when called
            return method
        value = self._link.request("getattr", target=self, name=name)
        if issubclass(type(value), FunctionProxy) and value._about.steady:
            self._asked_before[name] = (value, changed)
        if name in ("__bases__", "__mro__") and type(value) is tuple:
            return tuple(map(self._link.own_class, value))
        return value

    def __setattr__(self, name: str, value: object) -> None:
        if name.startswith("__"):
            raise ProxyError(_advice(self, f"the attribute {name}"))
        self._link.request("setattr", target=self, name=name, value=value)

    def __dir__(self) -> list[str]:
        if not self._link.permits("dir"):
            return list(object.__dir__(self))
        return [str(name) for name in self._link.request("dir", target=self)]

    def __delattr__(self, name: str) -> None:
        if name.startswith("__"):
            raise ProxyError(_advice(self, f"deleting the attribute {name}"))
        self._link.request("delattr", target=self, name=name)

    def __format__(self, form: str) -> str:
        if not form and "format" not in self._about.defines:
            return str(self)
        text = self._link.request("format", target=self, form=form)
        if type(text) is not str:
            raise ProxyError(_advice(self, "a text"))
        return text

    def _copied(self, function: str) -> Any:
        if not self._link.permits(function):
            self._refuse()
        return self._link.request(
            "call_in", module="copy", name=function, positional=(self,), keywords={}
        )

    def __copy__(self) -> Any:
        return self._copied("copy")

    def __deepcopy__(self, _: object) -> Any:
        return self._copied("deepcopy")

    def __getitem__(self, key: object) -> Any:
        return self._link.request("getitem", target=self, key=key)

    def __setitem__(self, key: object, value: object) -> None:
        self._link.request("setitem", target=self, key=key, value=value)

    def __hash__(self) -> int:
        lineage = self._about.lineage
        if "hash" in self._about.defines and self._link.permits("hash", "", lineage):
            return hash(self._request_operator("hash"))
        return object.__hash__(self)

    def _request_operator(self, name: str, *others: object, swapped: bool = False) -> Any:
        return self._link.request(
            "operate", target=self, operator=name, others=others, swapped=swapped
        )

    def _operate(self, name: str, what: str, *others: object, swapped: bool = False) -> Any:
        operand = _kind_of(others[0]) if others else ""
        if not self._link.permits(name, operand, self._about.lineage):
            raise ProxyError(_advice(self, what))
        return self._request_operator(name, *others, swapped=swapped)

    def _defined(self, name: str, what: str, *others: object) -> bool:
        """Return the answer of the student's class as true or false."""
        return bool(self._operate(name, what, *others))

    def __bool__(self) -> bool:
        if "truth" in self._about.defines:
            return self._defined("truth", "a truth value")
        return True

    def __eq__(self, other: object) -> bool:
        if isinstance(other, type) and issubclass(other, Proxy):
            return other._kind == object.__getattribute__(self, "_number")
        if "equality" in self._about.defines:
            return self._operate("eq", "a comparison", other)
        return self is other or NotImplemented

    def __ne__(self, other: object) -> bool:
        if "equality" in self._about.defines and not isinstance(other, type):
            return self._operate("ne", "a comparison", other)
        same = Proxy.__eq__(self, other)
        return same if same is NotImplemented else not same

    def __contains__(self, value: object) -> bool:
        if "membership" in self._about.defines:
            return self._defined("contains", "a test for membership", value)
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

    def __exit__(self, *exception: Any) -> bool:
        kind = exception[0]
        if kind is not None and self._link.permits("exit", kind.__name__):
            raised = (kind.__name__, str(exception[1]))
            return self._link.request("exit", target=self, raised=raised) is True
        self._link.request("exit", target=self)
        return False

    def _signature(self) -> inspect.Signature:
        """Return the signature that Python finds where the object lives."""
        parts, returns = self._link.request("signature", target=self)
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
        annotation = returns[0] if returns else inspect.Signature.empty
        return inspect.Signature(parameters, return_annotation=annotation)

    #: The number of the class where such objects live.
    _kind = -1

    def _refuse(self, *_: object, **__: object) -> Any:
        raise ProxyError(_advice(self, "a copy or an array"))

    def __mro_entries__(self, bases: object) -> Any:
        raise ProxyError(_advice(self, "a subclass"))

    __lt__, __le__ = _operator("lt"), _operator("le")
    __gt__, __ge__ = _operator("gt"), _operator("ge")
    __add__, __radd__ = _operator("add"), _operator("add", True)
    __sub__, __rsub__ = _operator("sub"), _operator("sub", True)
    __mul__, __rmul__ = _operator("mul"), _operator("mul", True)
    __truediv__, __rtruediv__ = _operator("truediv"), _operator("truediv", True)
    __floordiv__, __rfloordiv__ = _operator("floordiv"), _operator("floordiv", True)
    __mod__, __rmod__ = _operator("mod"), _operator("mod", True)
    __matmul__, __rmatmul__ = _operator("matmul"), _operator("matmul", True)
    __pow__, __rpow__ = _operator("pow"), _operator("pow", True)
    __and__, __rand__ = _operator("and_"), _operator("and_", True)
    __or__, __ror__ = _operator("or_"), _operator("or_", True)
    __xor__, __rxor__ = _operator("xor"), _operator("xor", True)
    __lshift__, __rshift__ = _operator("lshift"), _operator("rshift")
    __iadd__, __isub__ = _operator("iadd"), _operator("isub")
    __imul__, __itruediv__ = _operator("imul"), _operator("itruediv")
    __delitem__ = _operator("delitem")
    __neg__, __pos__ = _conversion("neg"), _conversion("pos")
    __invert__, __abs__ = _conversion("invert"), _conversion("abs")
    __float__, __int__ = _conversion("float"), _conversion("int")
    __complex__, __index__ = _conversion("complex"), _conversion("index")
    __round__, __reversed__ = _conversion("round"), _conversion("reversed")
    __array__ = __reduce_ex__ = _refuse


class CallableProxy(Proxy):
    """A student's function or class, or an object that can be called."""

    __slots__ = ()

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        """Call it, where it lives."""
        return self._link.request("call", target=self, positional=positional, keywords=keywords)

    def __getattribute__(self, name: str) -> Any:
        """Read an attribute; the methods of a student's class, not those of its stand-in."""
        if name in _METHODS:
            about = object.__getattribute__(self, "_about")
            link = object.__getattribute__(self, "_link")
            if about.shape == "type" and link.permits("." + name):
                return link.request("getattr", target=self, name=name)
        return object.__getattribute__(self, name)

    def __instancecheck__(self, instance: object) -> bool:
        return self._link.request("isinstance", target=self, instance=instance) is True

    def __subclasscheck__(self, other: object) -> bool:
        return self._link.request("issubclass", target=self, other=other) is True


class FunctionProxy(CallableProxy):
    """A student's function: nothing that a library could take for a list of functions.

    A method that an object has from its class is asked for once, not before each call of it.
    """

    __slots__ = ("_changed",)

    def __init__(self, link: Link, number: int, about: About) -> None:
        super().__init__(link, number, about)
        object.__setattr__(self, "_changed", -1)

    def __call__(self, *positional: Any, **keywords: Any) -> Any:
        """Call it, where it lives."""
        called = {"positional": positional, "keywords": keywords}
        if self._changed == self._link.times_changed():
            return self._link.request("call", target=self, **called, again=True)
        return self._link.request("call", target=self, **called)

    __iter__ = __len__ = __getitem__ = __setitem__ = __contains__ = None  # type: ignore[assignment]


class CoroutineProxy(Proxy):
    """A student's coroutine, which runs to its end where it lives."""

    __slots__ = ()

    def __await__(self) -> Generator[Any, None, Any]:
        """Wait for its result."""
        return self._link.request("wait", target=self)
        yield  # a generator, as Python wants it

    def send(self, value: None) -> Any:
        """Run it, as an event loop's task does."""
        raise StopIteration(self._link.request("wait", target=self))

    def throw(self, *raised: Any) -> Any:
        """Raise: it has run, or will not."""
        raise raised[0]

    def close(self) -> None:
        """Leave it."""


class AsyncIteratorProxy(Proxy):
    """A student's asynchronous iterator, such as an asynchronous generator."""

    __slots__ = ()

    def __aiter__(self) -> "AsyncIteratorProxy":
        return self

    async def __anext__(self) -> Any:
        values = self._link.request("wait_for_next", target=self)
        if not isinstance(values, list) or len(values) != 1:
            raise StopAsyncIteration
        return values[0]


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


def _kind_of(operand: object) -> str:
    return "object" if issubclass(type(operand), Proxy) else type(operand).__name__


def number_of(proxy: Proxy) -> int:
    """Return the number by which both processes know an object."""
    return object.__getattribute__(proxy, "_number")


class _Kind(type):
    """The class of proxies' types: these may equal a class that both processes have."""

    def __eq__(cls, other: object) -> bool:
        if issubclass(type(other), type) and not issubclass(other, Proxy):  # type: ignore[arg-type]
            says = cls.__dict__.get("_is_of")
            return says is not None and says(other)
        return cls is other or NotImplemented

    __hash__ = type.__hash__


_types: dict[tuple[str, type[Proxy], int, int], type[Proxy]] = {}


def proxy_type(
    name: str, base: type[Proxy], kind: int = -1, is_of: Callable[[type], bool] | None = None
) -> type[Proxy]:
    """Return a class with the name of the student's, for messages that name types.

    Parameters
    ----------
    name : str
        Whatever the student's process says.
    base : type
        `Proxy` or a class of it.
    kind : int
        The number of the student's class.
    is_of : callable, optional
        Tells whether the class is equal to one that both processes have.
    """
    key = (name, base, kind, id(is_of))
    if key not in _types:
        if len(_types) >= MAX_TYPES:
            return base
        body = {
            "__slots__": (),
            "__doc__": property(_documentation),
            "_kind": kind,
            "_is_of": is_of,
        }
        made: Any = _Kind(name.replace("\0", ""), (base,), body)
        _types[key] = made
    return _types[key]


def _advice(proxy: Proxy, wanted: str) -> str:
    return (
        f"{wanted} of a student's object ({type(proxy).__name__}) does not cross to a check: "
        "read plain values from it, or judge what a probe returns"
    )
