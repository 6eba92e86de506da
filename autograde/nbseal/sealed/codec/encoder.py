"""Writing values; the handlers of Python's own types."""

import reprlib
from array import array
from collections.abc import Callable, Mapping
from typing import Any, NoReturn

from nbseal.errors import CannotCross
from nbseal.sealed.codec.arrays import is_number, write_numbers
from nbseal.sealed.codec.common import (
    C128,
    CONTAINER,
    F64,
    HANDLERS,
    I64,
    INLINE,
    KEY_HANDLERS,
    MAGIC,
    PREAMBLE,
    U32,
    Cost,
    Counter,
    Extension,
    Limits,
    Uncollected,
    handler_of,
)
from nbseal.sealed.codec.kinds import does_more, kind_of

NO_PLAIN_DATA = (
    "it is not plain data. Return numbers, strings, lists, dicts, arrays, tensors or tables instead"
)


class Label(str):
    """A step of a path that is not an index or a key."""

    __slots__ = ()


class Encoder(Counter):
    """Writes one message; see `nbseal.sealed.wire.encode`."""

    def __init__(
        self,
        *,
        handle: Callable[[Any], Mapping[str, object] | None] | None = None,
        limits: Limits | None = None,
        refers: bool = False,
    ) -> None:
        super().__init__(limits or Limits())
        self.handle = handle
        self.refers = refers  # to data that cannot cross, as to any other object
        self.out = bytearray()
        self.buffers: list[Any] = []
        self.path: list[Any] = []  # of the value that is being written
        self.subject: object = None  # that value
        self.memo: dict[
            int, tuple[int, Cost] | None
        ] = {}  # id of a value: its number and cost; None while it is being written
        self.known = 0

    def message(self, value: Any) -> Any:
        """Return the frames of a message that holds this value."""
        with Uncollected():
            self.value(value)
        self.subject = value
        header, body = len(self.out), sum(map(len, self.buffers))
        # What is counted is the data; the header's tags and counts come on top.
        self.charge(0, max(0, PREAMBLE.size + header + body - self.bytes))
        return [PREAMBLE.pack(MAGIC, header, body) + self.out, *self.buffers]

    def fail(self, reason: str, value: Any = None) -> NoReturn:
        """Refuse the value that is being written."""
        kind = type(self.subject if value is None else value)
        module = "" if kind.__module__ == "builtins" else f"{kind.__module__}."
        path = "".join(
            step if type(step) is Label else f"[{reprlib.repr(step)}]" for step in self.path
        )
        raise CannotCross(reason, f"result{path}", f"{module}{kind.__qualname__}")

    def value(self, value: Any) -> None:
        """Write any value."""
        self.subject = value
        handler = HANDLERS.get(type(value))
        exact = handler is not None
        if handler is None:
            handler = handler_of(type(value)) or Encoder.reference
        if self.in_key and handler not in KEY_HANDLERS:
            self.fail("keys may be numbers, strings and tuples of them")
        if not exact and handler in _OF_PLAIN and not self.unshared and does_more(value):
            handler = Encoder.reference
        if not exact and handler in _OF_PLAIN and (kind := kind_of(value)):
            name, fields = kind
            self.charge(CONTAINER + len(fields))
            self.out += b"k" + bytes([len(fields)])
            for text in (name, *fields):
                _str(self, text)
        outside = handler not in _OF_PLAIN and handler is not Encoder.reference
        if self.refers and outside and not self.unshared:
            self._data_or_reference(handler, value)
        else:
            handler(self, value)

    def _data_or_reference(self, handler: Callable[..., Any], value: Any) -> None:
        """Write a value as data; where that fails, refer to it."""
        written, buffers, steps = len(self.out), len(self.buffers), len(self.path)
        kept = self.items, self.bytes, self.text, self.depth, self.deepest, self.known
        flags = self.unshared, self.in_key
        try:
            handler(self, value)
        except CannotCross:
            del self.out[written:], self.buffers[buffers:], self.path[steps:]
            self.items, self.bytes, self.text, self.depth, self.deepest, self.known = kept
            self.unshared, self.in_key = flags
            self.memo.pop(id(value), None)
            self.reference(value)

    def separate(self, value: Any) -> None:
        """Write a value that is plain data throughout and shares nothing with the rest."""
        self.unshared += 1
        self.value(value)
        self.unshared -= 1

    def key(self, value: Any) -> None:
        """Write a key of a dict, or a member of a set."""
        outer, self.in_key = self.in_key, True
        self.separate(value)
        self.in_key = outer

    def sequence(self, values: Any) -> None:
        """Write values one after the other."""
        path, write = self.path, self.value
        path.append(None)
        for index, value in enumerate(values):
            path[-1] = index
            write(value)
        path.pop()

    def count(self, tag: bytes, number: int) -> None:
        """Write a tag and a number."""
        self.out += tag + U32.pack(number)

    def raw(self, view: memoryview | bytes) -> None:
        """Write bytes whose number the reader knows from what came before."""
        if len(view) < INLINE:
            self.out += view
        else:
            self.buffers.append(view)

    def shared(self, value: Any, write: Callable[..., Any], *arguments: Any) -> None:
        """Write a value once, and a reference to it wherever it comes again."""
        if self.unshared:
            self.go_deeper(write, *arguments)
            return
        identity = id(value)  # stays its own: the message's value keeps all its parts alive
        if identity not in self.memo:
            self.memo[identity] = None
            _, cost = self.measure(write, *arguments)
            self.memo[identity] = self.known, cost
            self.known += 1
            return
        written = self.memo[identity]
        if written is None:
            self.fail("it contains itself", value)
        number, cost = written
        self.measure_again(cost)
        self.count(b"&", number)

    def reference(self, value: Any) -> None:
        """Write what `handle` gives for a value that is not plain data."""
        if self.unshared:
            self.fail("only plain data may stand inside a key, a table or a reference")
        given = None
        if id(value) not in self.memo:
            try:
                given = self.handle(value) if self.handle else None
            except CannotCross as refusal:
                self.fail(refusal.reason)
            if given is None:
                self.fail(NO_PLAIN_DATA)
            if type(given) is not dict:
                raise TypeError(f"handle() gave a {type(given).__name__}, not a dict or None")
        self.shared(value, self._reference, given)

    def _reference(self, given: Mapping[str, object]) -> None:
        self.charge(CONTAINER)
        self.out += b"@"
        self.separate(given)

    def extension(self, extension: Extension, value: Any) -> None:
        """Write a value as an extension's payload."""
        self.shared(value, self._extension, extension, value)

    def _extension(self, extension: Extension, value: Any) -> None:
        self.charge(extension.items)
        name = extension.name.encode()
        self.out += b"x" + bytes([len(name)]) + name
        outer, self.in_key = self.in_key, False
        self.separate(self.payload(extension, value))
        self.in_key = outer

    def payload(self, extension: Extension, value: Any) -> Any:
        """Return an extension's payload; tests override it to forge one."""
        return extension.pack(self, value)


def _constant(tag: bytes) -> Any:
    def write(encoder: Encoder, value: Any) -> None:
        encoder.charge(1)
        encoder.out += tag

    return write


def _bool(encoder: Encoder, value: Any) -> None:
    encoder.charge(1)
    encoder.out += b"T" if value else b"F"


def _int(encoder: Encoder, value: Any) -> None:
    value = int.__int__(value)
    if -(2**63) <= value < 2**63:
        encoder.charge(1)
        encoder.out += b"i" + I64.pack(value)
        return
    size = value.bit_length() // 8 + 1
    if size > encoder.limits.max_int_bytes:
        encoder.fail(f"an int may have {encoder.limits.max_int_bytes:,} bytes, it has {size:,}")
    encoder.charge(1, size)
    encoder.count(b"I", size)
    encoder.out += value.to_bytes(size, "little", signed=True)


def _float(encoder: Encoder, value: Any) -> None:
    encoder.charge(1)
    encoder.out += b"f" + F64.pack(value)


def _complex(encoder: Encoder, value: Any) -> None:
    encoder.charge(1)
    value = complex.__complex__(value)
    encoder.out += b"c" + C128.pack(value.real, value.imag)


def _str(encoder: Encoder, value: Any) -> None:
    try:
        data = str.encode(value)
    except UnicodeEncodeError:
        encoder.fail("a string with lone surrogates is not valid text; use bytes")
    encoder.charge(1, 0, len(data))
    encoder.out += b"s" + U32.pack(len(data)) + data


def _bytes(encoder: Encoder, value: Any) -> None:
    view = memoryview(value)
    encoder.charge(1, len(view))
    encoder.count(b"b", len(view))
    encoder.raw(view)


def _bytearray(encoder: Encoder, value: Any) -> None:
    encoder.shared(value, _write_bytearray, encoder, memoryview(value))


def _write_bytearray(encoder: Encoder, view: memoryview) -> None:
    encoder.charge(CONTAINER, len(view))
    encoder.count(b"B", len(view))
    encoder.raw(view)


def _list(encoder: Encoder, value: Any) -> None:
    encoder.shared(value, _write_sequence, encoder, b"l", list.__getitem__(value, slice(None)))


def _tuple(encoder: Encoder, value: Any) -> None:
    encoder.shared(value, _write_sequence, encoder, b"t", tuple.__getitem__(value, slice(None)))


def _write_sequence(encoder: Encoder, tag: bytes, values: Any) -> None:
    encoder.charge(CONTAINER)
    code = _typecode(values)
    encoder.out += tag + U32.pack(len(values)) + code
    if code == b"*":
        encoder.sequence(values)
    elif code == b"g":
        write_numbers(encoder, values)
    else:
        encoder.charge(len(values))
        encoder.out += bytes(values) if code == b"?" else array(code.decode(), values).tobytes()


def _typecode(values: Any) -> Any:
    """Return the code of a homogeneous list that can be written in one go, or ``*``."""
    kinds = set(map(type, values))
    if len(kinds) != 1:
        return b"*"
    (kind,) = kinds
    if kind is float:
        return b"d"
    if kind is int and min(values) >= -(2**63) and max(values) < 2**63:
        return b"q"
    if kind is bool:
        return b"?"
    return b"g" if is_number(kind) else b"*"


def _dict(encoder: Encoder, value: Any) -> None:
    encoder.shared(value, _write_dict, encoder, value)


def _write_dict(encoder: Encoder, value: Any) -> None:
    encoder.charge(CONTAINER)
    encoder.count(b"d", dict.__len__(value))
    path, write = encoder.path, encoder.value
    path.append(None)
    for key, item in dict.items(value):
        path[-1] = key
        if type(key) is str:
            encoder.subject = key
            _str(encoder, key)
        else:
            encoder.key(key)
        write(item)
    path.pop()


def _set(encoder: Encoder, value: Any) -> None:
    encoder.shared(value, _write_set, encoder, b"S", list(set.__iter__(value)))


def _frozenset(encoder: Encoder, value: Any) -> None:
    encoder.shared(value, _write_set, encoder, b"Z", list(frozenset.__iter__(value)))


def _write_set(encoder: Encoder, tag: bytes, members: list[Any]) -> None:
    encoder.charge(CONTAINER)
    encoder.count(tag, len(members))
    encoder.path.append(Label("{...}"))
    for member in members:
        encoder.key(member)
    encoder.path.pop()


def _slice(encoder: Encoder, value: Any) -> None:
    encoder.out += b":"
    encoder.measure(encoder.sequence, (value.start, value.stop, value.step))


def _range(encoder: Encoder, value: Any) -> None:
    size = max(0, -((value.start - value.stop) // value.step))
    # What a loop over it costs, the check's limit of time bounds; a table's rows are made at once.
    encoder.charge(size if encoder.unshared else 1)
    encoder.out += b"r"
    for number in (value.start, value.stop, value.step):
        _int(encoder, number)


HANDLERS.update(
    {
        type(None): _constant(b"N"),
        type(...): _constant(b"."),
        bool: _bool,
        int: _int,
        float: _float,
        complex: _complex,
        str: _str,
        bytes: _bytes,
        bytearray: _bytearray,
        list: _list,
        tuple: _tuple,
        dict: _dict,
        set: _set,
        frozenset: _frozenset,
        slice: _slice,
        range: _range,
    }
)
_OF_PLAIN = {
    _int,
    _float,
    _complex,
    _str,
    _bytes,
    _bytearray,
    _list,
    _tuple,
    _dict,
    _set,
    _frozenset,
}
KEY_HANDLERS.update(
    {_bool, _int, _float, _complex, _str, _bytes, _tuple, _frozenset, _range}
    | {HANDLERS[type(None)], HANDLERS[type(...)]}
)
