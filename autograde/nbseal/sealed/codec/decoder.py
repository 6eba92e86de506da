"""Reading values, strictly; the readers of Python's own types."""

from array import array
from collections.abc import Callable, Iterator
from typing import Any, NoReturn

from nbseal.errors import WireError
from nbseal.sealed.codec.arrays import read_numbers
from nbseal.sealed.codec.common import (
    C128,
    CONTAINER,
    F64,
    I64,
    INLINE,
    KEY_TAGS,
    READERS,
    U32,
    Cost,
    Counter,
    Limits,
    Uncollected,
    extension_of,
)
from nbseal.sealed.codec.kinds import rebuild

NOT_HASHABLE = "a key is not hashable"
MAX_COLLISIONS = 64  # members of one dict or set with a hash that another one has


class Decoder(Counter):
    """Reads one message; see `nbseal.sealed.wire.decode`.

    Parameters
    ----------
    header : bytes
    body : int
        The length of the body.
    read_into : callable
        ``read_into(view)`` fills a writable view with the next bytes of the body.
    resolve : callable, optional
    limits : Limits, optional
    """

    def __init__(
        self,
        header: bytes,
        body: int,
        read_into: Callable[[memoryview], None],
        *,
        resolve: Callable[[Any], object] | None = None,
        limits: Limits | None = None,
    ) -> None:
        super().__init__(limits or Limits())
        self.header = header
        self.position = 0
        self.body = body
        self.read_into = read_into
        self.resolve = resolve
        self.memo: list[tuple[Any, Cost]] = []

    def message(self) -> Any:
        """Return the value of a message that holds nothing else."""
        try:
            with Uncollected():
                value = self.value()
        except (MemoryError, RecursionError, OverflowError) as error:
            raise WireError(f"the message cannot be read: {type(error).__name__}") from None
        if self.position != len(self.header) or self.body:
            self.fail("bytes are left over at the end")
        return value

    def fail(self, reason: str) -> NoReturn:
        """Refuse the message."""
        raise WireError(reason)

    def take(self, size: int) -> Any:
        """Return the next bytes of the header."""
        start = self.position
        self.position = start + size
        if self.position > len(self.header):
            self.fail("the header ends early")
        return self.header[start : self.position]

    def number(self) -> Any:
        """Return a count."""
        start = self.position
        end = self.position = start + 4
        if end > len(self.header):
            self.fail("the header ends early")
        return U32.unpack_from(self.header, start)[0]

    def length(self, item: int = 1) -> Any:
        """Return a count of things that take at least `item` bytes of the header each."""
        number = self.number()
        if number * item > len(self.header) - self.position:
            self.fail(f"{number:,} values are declared, the header ends before")
        return number

    def raw_into(self, view: memoryview) -> None:
        """Fill a writable view of bytes with raw data; see `check_raw`."""
        if len(view) < INLINE:
            view[:] = self.take(len(view))
        else:
            self.body -= len(view)
            self.read_into(view)

    def check_raw(self, size: int) -> None:
        """Fail unless the message has this much raw data left; memory may be taken after that."""
        left = len(self.header) - self.position if size < INLINE else self.body
        if size > left:
            self.fail(f"{size:,} bytes of raw data are declared, {left:,} are there")

    def value(self) -> Any:
        """Return the next value."""
        position = self.position
        if position >= len(self.header):
            self.fail("the header ends early")
        tag = self.header[position]
        self.position = position + 1
        reader = READERS.get(tag)
        if reader is None:
            self.fail(f"unknown tag {tag}")
        if self.in_key and tag not in KEY_TAGS:
            self.fail("a key is not hashable plain data")
        return reader(self)

    def separate(self) -> Any:
        """Return a value in which nothing is shared with the rest."""
        self.unshared += 1
        value = self.value()
        self.unshared -= 1
        return value

    def keys(self, number: int) -> Iterator[Any]:
        """Yield keys, one by one."""
        outer = self.in_key
        for _ in range(number):
            if self.header[self.position : self.position + 1] == b"s":
                self.position += 1
                yield _str(self)
                continue
            self.in_key = True
            key = self.separate()
            self.in_key = outer
            yield key

    def shared(self, read: Callable[..., Any], *arguments: Any) -> Any:
        """Read a value that later ones may refer to."""
        if self.unshared:
            return self.go_deeper(read, *arguments)
        value, cost = self.measure(read, *arguments)
        self.memo.append((value, cost))
        return value


def check_hashes(keys: list[Any]) -> None:
    """Fail where so many keys share their hash that a dict of them is made for ever."""
    try:
        hashes = set(map(hash, keys))
    except (TypeError, ValueError):  # NumPy's durations without a unit have none
        raise WireError(NOT_HASHABLE) from None
    if len(keys) - len(hashes) > MAX_COLLISIONS:
        raise WireError("too many keys share their hash")


def _shared(read: Callable[..., Any], *arguments: Any) -> Any:
    return lambda decoder: decoder.shared(read, decoder, *arguments)


def _constant(value: Any) -> Any:
    def read(decoder: Decoder) -> Any:
        decoder.charge(1)
        return value

    return read


def _int(decoder: Decoder) -> Any:
    decoder.charge(1)
    return I64.unpack(decoder.take(8))[0]


def _large_int(decoder: Decoder) -> Any:
    size = decoder.length()
    if size > decoder.limits.max_int_bytes:
        decoder.fail(f"an int of {size:,} bytes")
    decoder.charge(1, size)
    return int.from_bytes(decoder.take(size), "little", signed=True)


def _float(decoder: Decoder) -> Any:
    decoder.charge(1)
    return F64.unpack(decoder.take(8))[0]


def _complex(decoder: Decoder) -> Any:
    decoder.charge(1)
    return complex(*C128.unpack(decoder.take(16)))


def _str(decoder: Decoder) -> Any:
    size = decoder.length()
    decoder.charge(1, 0, size)
    try:
        return decoder.take(size).decode()
    except UnicodeDecodeError:
        decoder.fail("a string is not valid UTF-8")


def _bytes(decoder: Decoder) -> Any:
    decoder.charge(1)
    return bytes(_raw(decoder))


def _bytearray(decoder: Decoder) -> Any:
    decoder.charge(CONTAINER)
    return _raw(decoder)


def _raw(decoder: Decoder) -> Any:
    size = decoder.number()
    decoder.charge(0, size)
    decoder.check_raw(size)
    data = bytearray(size)
    decoder.raw_into(memoryview(data))
    return data


def _sequence(decoder: Decoder, kind: type) -> Any:
    decoder.charge(CONTAINER)
    number = decoder.number()
    code = decoder.take(1)
    if code == b"*":
        if number > len(decoder.header) - decoder.position:
            decoder.fail(f"{number:,} values are declared, the header ends before")
        return kind([decoder.value() for _ in range(number)])
    if code == b"g":
        return kind(read_numbers(decoder, number))
    if code not in (b"d", b"q", b"?"):
        decoder.fail(f"unknown code {code!r} of a list")
    decoder.charge(number)
    if code == b"?":
        data = decoder.take(number)
        if data.translate(None, b"\0\1"):
            decoder.fail("a bool is neither 0 nor 1")
        return kind(map(bool, data))
    return kind(array(code.decode(), decoder.take(8 * number)))


def _dict(decoder: Decoder) -> Any:
    decoder.charge(CONTAINER)
    number = decoder.length(2)
    keys, values = [], []
    for key in decoder.keys(number):
        keys.append(key)
        values.append(decoder.value())
    if number > MAX_COLLISIONS:
        check_hashes(keys)
    try:
        result = dict(zip(keys, values, strict=True))
    except (TypeError, ValueError):
        decoder.fail(NOT_HASHABLE)
    if len(result) != number:
        decoder.fail("a key occurs twice in a dict")
    return result


def _set(decoder: Decoder, kind: type) -> Any:
    decoder.charge(CONTAINER)
    number = decoder.length()
    members = list(decoder.keys(number))
    check_hashes(members)
    result = kind(members)
    if len(result) != number:
        decoder.fail("a value occurs twice in a set")
    return result


def _slice(decoder: Decoder) -> Any:
    parts, _ = decoder.measure(lambda: [decoder.value() for _ in range(3)])
    return slice(*parts)


def _range(decoder: Decoder) -> Any:
    numbers = []
    for _ in range(3):
        reader = {b"i": _int, b"I": _large_int}.get(decoder.take(1))
        if reader is None:
            decoder.fail("a range is not made of ints")
        numbers.append(reader(decoder))
    start, stop, step = numbers
    if step == 0:
        decoder.fail("a range without step")
    decoder.charge(max(0, -((start - stop) // step)) if decoder.unshared else 1)
    return range(start, stop, step)


_PLAIN = b"iIfcsbBltdSZ&"  # tags of what may be of a class of its own


def _kind(decoder: Decoder) -> Any:
    """Read plain data that were of a class of their own."""
    number = decoder.take(1)[0]
    decoder.charge(CONTAINER + number)
    texts = []
    for _ in range(number + 1):
        if decoder.take(1) != b"s":
            decoder.fail("the name of a class is not a text")
        texts.append(_str(decoder))
    if decoder.header[decoder.position : decoder.position + 1].translate(None, _PLAIN):
        decoder.fail("a class of something that is not plain data")
    plain = decoder.value()
    try:
        return rebuild(texts[0][:80], tuple(texts[1:]), plain)
    except (TypeError, ValueError):
        decoder.fail("data that are not of their class")


def _again(decoder: Decoder) -> Any:
    number = decoder.number()
    if decoder.unshared or number >= len(decoder.memo):
        decoder.fail("a reference to a value that is not there")
    value, cost = decoder.memo[number]
    decoder.measure_again(cost)
    return value


def _reference(decoder: Decoder) -> Any:
    decoder.charge(CONTAINER)
    given = decoder.separate()
    if decoder.unshared or decoder.resolve is None or type(given) is not dict:
        decoder.fail("a reference where only plain data may stand")
    try:
        return decoder.resolve(given)
    except WireError:
        raise
    except Exception as error:
        raise WireError(f"a reference to nothing known: {type(error).__name__}") from error


def _extension(decoder: Decoder) -> Any:
    name = decoder.take(decoder.take(1)[0])
    extension = extension_of(name.decode("latin-1"))
    if extension is None:
        decoder.fail(f"unknown extension {name!r}")
    if decoder.in_key and not extension.hashable:
        decoder.fail("a key is not hashable plain data")
    decoder.charge(extension.items)
    outer, decoder.in_key = decoder.in_key, False
    payload = decoder.separate()
    decoder.in_key = outer
    try:
        return extension.unpack(decoder, payload)
    except WireError as error:
        raise WireError(f"{extension.name}: {error}") from None
    except Exception as error:  # what the libraries say of values that cannot be
        raise WireError(f"{extension.name}: {type(error).__name__}: {str(error)[:200]}") from None


READERS.update(
    {
        ord("N"): _constant(None),
        ord("."): _constant(...),
        ord("T"): _constant(True),
        ord("F"): _constant(False),
        ord("i"): _int,
        ord("I"): _large_int,
        ord("f"): _float,
        ord("c"): _complex,
        ord("s"): _str,
        ord("b"): _bytes,
        ord("B"): _shared(_bytearray),
        ord("l"): _shared(_sequence, list),
        ord("t"): _shared(_sequence, tuple),
        ord("d"): _shared(_dict),
        ord("S"): _shared(_set, set),
        ord("Z"): _shared(_set, frozenset),
        ord(":"): _slice,
        ord("r"): _range,
        ord("k"): _kind,
        ord("&"): _again,
        ord("@"): _shared(_reference),
        ord("x"): _shared(_extension),
    }
)
KEY_TAGS.update(b"N.TFiIfcsbtZrk")
