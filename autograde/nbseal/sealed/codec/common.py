"""Errors, limits and the counting that encoder and decoder share; how further kinds join."""

import contextlib
import dataclasses
import gc
import importlib
import struct
import sys
from collections.abc import Callable, Sequence
from types import ModuleType
from typing import TYPE_CHECKING, Any, NoReturn

from nbseal.errors import WireError

if TYPE_CHECKING:
    from nbseal.sealed.codec.encoder import Encoder

MAGIC = b"MLW1"
PREAMBLE = struct.Struct("<4sIQ")  # magic, length of the header, length of the body
INLINE = 4096  # raw data of this length or more goes to the body

U32 = struct.Struct("<I")
I64 = struct.Struct("<q")
F64 = struct.Struct("<d")
C128 = struct.Struct("<dd")

Handler = Callable[[Any, Any], None]
Reader = Callable[[Any], Any]

#: Values, bytes, bytes of text and levels that a value counts for.
Cost = tuple[int, int, int, int]

CONTAINER = 3  # values that a container counts for, beside what it holds


@dataclasses.dataclass(frozen=True)
class Limits:
    """The limits of one message; shared references count each time they occur."""

    max_bytes: int = 256 * 2**20  # the message, and the raw data of all values
    max_text: int = 64 * 2**20  # UTF-8 bytes of all strings (up to four times that in memory)
    max_items: int = 2_000_000  # values in all; the larger kinds count for several
    max_depth: int = 64  # containers within containers
    max_int_bytes: int = 4096  # of one int
    max_error_text: int = 20_000  # characters of an exception's message, and of its traceback


class Uncollected:
    """No garbage is looked for meanwhile: among the values of a large message, that is in vain."""

    def __enter__(self) -> None:
        self._was_enabled = gc.isenabled()
        gc.disable()

    def __exit__(self, *error: object) -> None:
        if self._was_enabled:
            gc.enable()


class Counter:
    """Counts, for encoder and decoder alike, what a value costs while they go through it."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.items = self.bytes = self.text = 0
        self.depth = self.deepest = 0
        self.unshared = 0  # above 0 inside a key or a payload, where nothing is shared
        self.in_key = False

    def fail(self, reason: str) -> NoReturn:
        """Raise the error of this side."""
        raise NotImplementedError

    def charge(self, items: int, nbytes: int = 0, text: int = 0) -> None:
        """Count, and fail beyond the limits; to be called before memory is taken."""
        self.items += items
        if self.items > self.limits.max_items:
            self.fail(f"the limit of {self.limits.max_items:,} values in one message is exceeded")
        if nbytes:
            self.bytes += nbytes
            if self.bytes > (most := self.limits.max_bytes):
                self.fail(f"{self.bytes:,} bytes exceed the limit of {most:,} a message")
        if text:
            self.text += text
            if self.text > (most := self.limits.max_text):
                self.fail(f"the limit of {most:,} bytes of text in one message is exceeded")

    def charge_elements(self, shape: Sequence[int]) -> Any:
        """Count what a loop over an array without elements may cost; return their number."""
        size = extent = 1
        for length in shape:
            size *= length
            extent *= length or 1
        if not size:
            self.charge(extent)
        return size

    def charge_array(self, shape: Sequence[int], itemsize: int) -> Any:
        """Count the memory of an array; return its size in bytes."""
        size = self.charge_elements(shape) * itemsize
        self.charge(4, max(size, itemsize))  # NumPy takes an item's memory for none
        return size

    def measure(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do `work` one level deeper; return its result, and what it counted for."""
        items, nbytes, text = self.items, self.bytes, self.text
        outer, depth = self.deepest, self.depth + 1
        if depth > self.limits.max_depth:
            self._fail_of_depth()
        self.deepest = self.depth = depth
        result = work(*arguments)
        self.depth = depth - 1
        height = self.deepest - self.depth
        if outer > self.deepest:
            self.deepest = outer
        return result, (self.items - items, self.bytes - nbytes, self.text - text, height)

    def go_deeper(self, work: Callable[..., Any], *arguments: Any) -> Any:
        """Do `work` one level deeper; return its result."""
        depth = self.depth + 1
        if depth > self.limits.max_depth:
            self._fail_of_depth()
        if depth > self.deepest:
            self.deepest = depth
        self.depth = depth
        result = work(*arguments)
        self.depth = depth - 1
        return result

    def measure_again(self, cost: Cost) -> None:
        """Count a shared value where it occurs again."""
        items, nbytes, text, height = cost
        self.charge(items + 1, nbytes, text)
        self.deepen(height)

    def deepen(self, levels: int) -> None:
        """Note that values go so many levels deeper from here."""
        self.deepest = max(self.deepest, self.depth + levels)
        if self.deepest > self.limits.max_depth:
            self._fail_of_depth()

    def _fail_of_depth(self) -> NoReturn:
        self.fail(f"it is nested deeper than {self.limits.max_depth} levels")


@dataclasses.dataclass(frozen=True)
class Extension:
    """A kind that crosses as a payload of other plain data.

    Attributes
    ----------
    name : str
    items : int
        What one counts for, by its memory and the time it takes to make.
    pack : callable
        ``pack(encoder, value)`` returns the payload.
    unpack : callable
        ``unpack(decoder, payload)`` returns the value. The payload is whatever a hostile sender
        made of it; any exception becomes a `WireError`.
    hashable : bool
        Whether a value may be a key.
    """

    name: str
    items: int
    pack: Callable[[Any, Any], object]
    unpack: Callable[[Any, Any], object]
    hashable: bool = False


HANDLERS: dict[type, Handler] = {}  # type: function(encoder, value) that writes values of it and of its subclasses
KEY_HANDLERS: set[Handler] = set()  # those whose values may be keys
EXTENSIONS: dict[str, Extension] = {}  # name: extension
READERS: dict[int, Reader] = {}  # tag: function(decoder) that reads what follows it
KEY_TAGS = set(b"x")  # those that may begin a key
#: (module, a name in it, function(module)): registers its types once it is imported.
ON_IMPORT: list[tuple[str, str, Callable[[ModuleType], None]]] = []


def register(extension: Extension, *types: Any) -> None:
    """Let values of these types cross as this extension."""
    EXTENSIONS[extension.name] = extension

    def write(encoder: "Encoder", value: Any) -> None:
        encoder.extension(extension, value)

    for kind in types:
        HANDLERS[kind] = write
    if extension.hashable:
        KEY_HANDLERS.add(write)


def refuse(kind: type, reason: str) -> None:
    """Keep values of this type from crossing, even as references."""

    def write(encoder: "Encoder", value: Any) -> None:
        encoder.fail(reason, value)

    HANDLERS[kind] = write


def handler_of(kind: type) -> Any:
    """Return the handler of a type or of its nearest base that has one, or None."""
    _register_imported()
    return next((HANDLERS[base] for base in kind.__mro__ if base in HANDLERS), None)


def extension_of(name: str) -> Extension | None:
    """Return an extension by its name, or None; import what it may need and only one side has."""
    if name not in EXTENSIONS:
        for module in {module for module, *_ in ON_IMPORT}:
            with contextlib.suppress(ImportError):
                importlib.import_module(module)
        _register_imported()
    return EXTENSIONS.get(name)


def _register_imported() -> None:
    for entry in ON_IMPORT[:]:
        module, name, register_types = entry
        if hasattr(sys.modules.get(module), name):  # not while it is being imported
            ON_IMPORT.remove(entry)
            register_types(sys.modules[module])


def require(condition: object, reason: str) -> None:
    """Fail unless what a message says can be true."""
    if not condition:
        raise WireError(reason)


def fields(payload: Any, *types: Any) -> Any:
    """Return a payload that is a tuple of exactly these types.

    A type may be a tuple of types, or object for any value.
    """
    require(type(payload) is tuple and len(payload) == len(types), "wrong number of fields")
    for field, kinds in zip(payload, types, strict=True):
        kind = type(field)
        fits = kinds is kind or kinds is object or (type(kinds) is tuple and kind in kinds)
        if not fits:
            raise WireError(f"a field is of type {kind.__name__}")
    return payload
