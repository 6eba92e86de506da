"""Further plain data of Python's own: moments, exact numbers, views of dicts, plain types.

Only values of exactly these types cross so: what a subclass overrides would be lost.
"""

import datetime
import decimal
import fractions
import re
import zoneinfo
from typing import TYPE_CHECKING, Any

from nbseal.sealed.codec.common import (
    HANDLERS,
    KEY_HANDLERS,
    Extension,
    fields,
    register,
    require,
)
from nbseal.sealed.codec.encoder import Encoder

if TYPE_CHECKING:
    from nbseal.sealed.codec.decoder import Decoder

_MOST_PATTERN = 2_000
_MOST_DIGITS = 4_000
_MOST_EXPONENT = 10_000  # an int of this many digits is quickly made
#: Types that a value can be converted to, or asked to be of. None of them runs or opens anything.
_TYPES: dict[str, type] = {
    kind.__name__: kind
    for kind in (
        *(object, bool, int, float, complex, str, bytes, list, tuple, dict, set, frozenset, range),
        *(datetime.datetime, datetime.date, datetime.time, datetime.timedelta),
        *(decimal.Decimal, fractions.Fraction, type(None)),
    )
}
_NAMES = {kind: name for name, kind in _TYPES.items()}


def _exactly(extension: Extension, *kinds: type) -> None:
    """Let values of these types cross as an extension; of a subclass, by reference."""
    register(extension, *kinds)
    write = HANDLERS[kinds[0]]

    def write_or_refer(encoder: Encoder, value: Any) -> None:
        (write if type(value) in kinds else Encoder.reference)(encoder, value)

    for kind in kinds:
        HANDLERS[kind] = write_or_refer
    if extension.hashable:
        KEY_HANDLERS.add(write_or_refer)


# Moments


def _pack_zone(encoder: "Encoder", zone: datetime.tzinfo | None) -> Any:
    if zone is None:
        return None
    if isinstance(zone, zoneinfo.ZoneInfo) and zone.key:
        return zone.key
    if type(zone) is datetime.timezone:
        return zone.utcoffset(None) // datetime.timedelta(microseconds=1)
    encoder.fail("times of an unusual zone do not cross; use datetime.timezone or zoneinfo")


def _unpack_zone(zone: Any) -> datetime.tzinfo | None:
    if zone is None:
        return None
    if type(zone) is str:
        require(len(zone) < 100, "a zone of an odd name")
        return zoneinfo.ZoneInfo(zone)
    offset = datetime.timedelta(microseconds=zone)
    return datetime.UTC if not offset else datetime.timezone(offset)


def _pack_datetime(encoder: "Encoder", value: datetime.datetime) -> Any:
    date = (value.year, value.month, value.day)
    clock = (value.hour, value.minute, value.second, value.microsecond)
    return (date, clock, value.fold, _pack_zone(encoder, value.tzinfo))


def _unpack_datetime(decoder: "Decoder", payload: Any) -> Any:
    date, clock, fold, zone = fields(payload, tuple, tuple, int, (int, str, type(None)))
    date, clock = fields(date, int, int, int), fields(clock, int, int, int, int)
    return datetime.datetime(*date, *clock).replace(tzinfo=_unpack_zone(zone), fold=fold)


def _pack_time(encoder: "Encoder", value: datetime.time) -> Any:
    clock = (value.hour, value.minute, value.second, value.microsecond)
    return (clock, value.fold, _pack_zone(encoder, value.tzinfo))


def _unpack_time(decoder: "Decoder", payload: Any) -> Any:
    clock, fold, zone = fields(payload, tuple, int, (int, str, type(None)))
    clock = fields(clock, int, int, int, int)
    return datetime.time(*clock).replace(tzinfo=_unpack_zone(zone), fold=fold)


def _unpack_date(decoder: "Decoder", payload: Any) -> Any:
    return datetime.date(*fields(payload, int, int, int))


def _unpack_timedelta(decoder: "Decoder", payload: Any) -> Any:
    days, seconds, microseconds = fields(payload, int, int, int)
    return datetime.timedelta(days, seconds, microseconds)


_exactly(
    Extension("datetime.datetime", 10, _pack_datetime, _unpack_datetime, hashable=True),
    datetime.datetime,
)
_exactly(
    Extension(
        "datetime.date", 4, lambda e, v: (v.year, v.month, v.day), _unpack_date, hashable=True
    ),
    datetime.date,
)
_exactly(Extension("datetime.time", 8, _pack_time, _unpack_time, hashable=True), datetime.time)
_exactly(
    Extension(
        "datetime.timedelta",
        4,
        lambda e, v: (v.days, v.seconds, v.microseconds),
        _unpack_timedelta,
        hashable=True,
    ),
    datetime.timedelta,
)


# Exact numbers


def _pack_decimal(encoder: "Encoder", value: decimal.Decimal) -> Any:
    _, digits, exponent = value.as_tuple()
    if len(digits) > _MOST_DIGITS or (type(exponent) is int and abs(exponent) > _MOST_EXPONENT):
        encoder.fail(f"a Decimal may have {_MOST_DIGITS:,} digits")
    return (str(value),)


def _unpack_decimal(decoder: "Decoder", payload: Any) -> Any:
    (text,) = fields(payload, str)
    require(len(text) < _MOST_DIGITS + 20, "a Decimal of too many digits")
    value = decimal.Decimal(text)
    exponent = value.as_tuple().exponent
    require(type(exponent) is not int or abs(exponent) <= _MOST_EXPONENT, "an odd exponent")
    return value


def _unpack_fraction(decoder: "Decoder", payload: Any) -> Any:
    return fractions.Fraction(*fields(payload, int, int))


_exactly(Extension("Decimal", 8, _pack_decimal, _unpack_decimal, hashable=True), decimal.Decimal)
_exactly(
    Extension(
        "Fraction", 6, lambda e, v: (v.numerator, v.denominator), _unpack_fraction, hashable=True
    ),
    fractions.Fraction,
)


# Patterns


def _unpack_pattern(decoder: "Decoder", payload: Any) -> Any:
    pattern, flags = fields(payload, (str, bytes), int)
    require(len(pattern) <= _MOST_PATTERN, "a pattern that is too long")
    return re.compile(pattern, flags & ~re.DEBUG)


_exactly(
    Extension("re.Pattern", 20, lambda e, v: (v.pattern, v.flags), _unpack_pattern, hashable=True),
    re.Pattern,
)


# Views of dicts


def _unpack_keys(decoder: "Decoder", payload: Any) -> Any:
    require(type(payload) is dict, "keys of no dict")
    return payload.keys()


def _unpack_values(decoder: "Decoder", payload: Any) -> Any:
    require(type(payload) is list, "values that are not a list")
    return dict(enumerate(payload)).values()


def _unpack_items(decoder: "Decoder", payload: Any) -> Any:
    require(type(payload) is dict, "items of no dict")
    return payload.items()


_EMPTY: dict[Any, Any] = {}
_KEYS, _VALUES, _ITEMS = type(_EMPTY.keys()), type(_EMPTY.values()), type(_EMPTY.items())


def _view(extension: Extension, kind: type) -> None:
    """Let views cross; by reference where they show something that is not plain data."""
    register(extension, kind)
    write = HANDLERS[kind]

    def write_or_refer(encoder: Encoder, value: Any) -> None:
        plain = type(value) is kind and all(map(_is_simple, _parts(value)))
        (write if plain and not encoder.unshared else Encoder.reference)(encoder, value)

    HANDLERS[kind] = write_or_refer


def _parts(view: Any) -> Any:
    return (part for item in view for part in item) if isinstance(view, _ITEMS) else view


def _is_simple(value: object) -> bool:
    simple = (bool, int, float, complex, str, bytes, type(None))
    return type(value) in simple or (type(value) is tuple and all(map(_is_simple, value)))


_view(Extension("dict_keys", 4, lambda e, v: dict.fromkeys(v), _unpack_keys), _KEYS)
_view(Extension("dict_values", 4, lambda e, v: list(v), _unpack_values), _VALUES)
_view(Extension("dict_items", 4, lambda e, v: dict(v), _unpack_items), _ITEMS)


# Types


def _unpack_type(decoder: "Decoder", payload: Any) -> Any:
    (name,) = fields(payload, str)
    require(name in _TYPES, "a type that cannot cross")
    return _TYPES[name]


_TYPE = Extension("type", 2, lambda e, v: (_NAMES[v],), _unpack_type, hashable=True)
register(_TYPE, type)
_write_type = HANDLERS[type]


def _type_or_refer(encoder: Encoder, value: Any) -> None:
    known = type(value) is type and value in _NAMES
    (_write_type if known else Encoder.reference)(encoder, value)


HANDLERS[type] = _type_or_refer
KEY_HANDLERS.add(_type_or_refer)
