"""pandas: Series, DataFrame, Index, and its times. pandas is imported when one comes."""

import datetime
import re
import zoneinfo
from types import ModuleType
from typing import TYPE_CHECKING, Any

import numpy as np

from nbseal.sealed.codec.common import ON_IMPORT, Extension, fields, register, require
from nbseal.sealed.codec.encoder import Label

if TYPE_CHECKING:
    from nbseal.sealed.codec.decoder import Decoder
    from nbseal.sealed.codec.encoder import Encoder

_COLUMN_COST, _INDEX_COST = 50, 100  # what one counts for, by the time it takes to make

_SCALARS = (type(None), bool, int, float, complex, str, bytes, np.generic)
_FREQUENCY = re.compile(r"-?\d{0,6}[A-Za-z]{1,4}(?:-[A-Z]{3})?")
_ZONE = re.compile(r"[A-Za-z_]+(?:/[A-Za-z0-9_+-]+){0,2}")
_OFFSET = re.compile(r"UTC([+-])(\d\d):(\d\d)")

# Time zones


def _pack_zone(encoder: "Encoder", zone: Any) -> Any:
    if zone is None:
        return None
    name = getattr(zone, "key", None) or getattr(zone, "zone", None) or str(zone)
    if not (_OFFSET.fullmatch(name) or _ZONE.fullmatch(name)):
        encoder.fail(f"the time zone {name[:40]} does not cross; use one of zoneinfo")
    return name


def _unpack_zone(name: str) -> Any:
    if name is None or name == "UTC":
        return name and datetime.UTC
    offset = _OFFSET.fullmatch(name)
    if offset:
        sign, hours, minutes = offset.groups()
        delta = datetime.timedelta(hours=int(hours), minutes=int(minutes))
        return datetime.timezone(delta if sign == "+" else -delta)
    require(len(name) <= 64 and _ZONE.fullmatch(name), "an odd time zone")
    return zoneinfo.ZoneInfo(name)


# Columns: the values of a Series, of a column or of an Index


def _pack_column(encoder: "Encoder", values: Any) -> Any:
    """Return (kind, data, ...) for a Series or an Index."""
    import pandas as pd

    encoder.charge(_COLUMN_COST)
    dtype = values.dtype
    if isinstance(dtype, np.dtype) and dtype.kind in "biufcmM":
        return ("numpy", values.to_numpy(copy=False))
    if dtype.kind == "O" and isinstance(dtype, np.dtype):
        return ("object", _scalars(encoder, values))
    if isinstance(dtype, pd.StringDtype):
        missing = values.isna()
        if dtype.na_value is pd.NA and missing.any():
            encoder.fail("comparisons skip what is pd.NA; use .astype('str') or .fillna(...)")
        texts = [None if no else str(x) for x, no in zip(values, missing, strict=True)]
        return ("str", texts, dtype.storage, dtype.na_value is pd.NA)
    if isinstance(dtype, pd.CategoricalDtype):
        array = values.array if isinstance(values, pd.Series) else values
        _charge_distinct(encoder, dtype.categories)
        return ("category", array.codes, _pack_index(encoder, dtype.categories), dtype.ordered)
    if isinstance(dtype, pd.DatetimeTZDtype):
        naive = pd.DatetimeIndex(values).tz_convert(None).to_numpy(copy=False)
        return ("times", naive, _pack_zone(encoder, dtype.tz))
    encoder.fail(
        f"columns of dtype {dtype} do not cross; use .astype(...) for plain numbers, text or times"
    )


def _is_scalar(value: Any) -> bool:
    import pandas as pd

    return isinstance(value, (*_SCALARS, pd.Timestamp, pd.Timedelta, type(pd.NaT)))


def _scalars(encoder: "Encoder", values: Any) -> Any:
    """Return a list of what an object column holds, which must be plain scalars."""
    result = list(values)
    encoder.path.append(None)
    for index, value in enumerate(result):
        encoder.path[-1] = index
        if not _is_scalar(value):
            encoder.fail("columns may hold numbers, text and times; use a list of it", value)
    encoder.path.pop()
    return result


def _unpack_column(decoder: "Decoder", column: Any) -> Any:
    """Return an array of NumPy or pandas, and the dtype that it shall keep."""
    import pandas as pd

    require(type(column) is tuple and len(column) >= 2, "a column of no kind")
    decoder.charge(_COLUMN_COST)
    kind = column[0]
    if kind == "numpy":
        _, data = fields(column, str, np.ndarray)
        require(data.ndim == 1 and data.dtype.kind in "biufcmM", "no data of a column")
        return data
    if kind == "object":
        _, values = fields(column, str, list)
        require(all(map(_is_scalar, values)), "no scalar in a column")
        data = np.empty(len(values), object)
        data[:] = values
        return data
    if kind == "str":
        _, texts, storage, nullable = fields(column, str, list, str, bool)
        require(storage in ("python", "pyarrow"), "an unknown kind of strings")
        require(set(map(type, texts)) <= {str, type(None)}, "no text in a column of text")
        require(not nullable or None not in texts, "text with pd.NA")
        dtype = pd.StringDtype(storage, na_value=pd.NA if nullable else np.nan)
        return pd.array(texts, dtype=dtype)
    if kind == "category":
        _, codes, categories, ordered = fields(column, str, np.ndarray, tuple, bool)
        categories = _unpack_index(decoder, categories)
        _check_distinct(decoder, categories)
        _check_codes(codes, len(categories))
        dtype = pd.CategoricalDtype(categories, ordered)
        return pd.Categorical.from_codes(codes, dtype=dtype)
    require(kind == "times", "a column of an unknown kind")
    _, times, zone = fields(column, str, np.ndarray, str)
    require(times.ndim == 1 and times.dtype.kind == "M", "times of another kind")
    return pd.DatetimeIndex(times).tz_localize("UTC").tz_convert(_unpack_zone(zone)).array


def _check_codes(codes: Any, number: int) -> None:
    require(codes.ndim == 1 and codes.dtype.kind == "i", "codes that are not whole numbers")
    require(codes.size == 0 or (codes.min() >= -1 and codes.max() < number), "a code of nothing")


def _charge_distinct(counter: "Encoder | Decoder", index: Any) -> None:
    """Count for a hash table of an index's values.

    The hashes of pandas can be made to collide for all but text; a table of n values then takes n
    squared steps.
    """
    size = len(index)
    text = index.dtype == "str" or index.dtype == "string"
    counter.charge(size if text else size + size * size // 200)


def _check_distinct(decoder: "Decoder", index: Any) -> None:
    _charge_distinct(decoder, index)
    require(index.is_unique, "a category or a level occurs twice")


# Indexes


def _pack_index(encoder: "Encoder", index: Any) -> Any:
    """Return (kind, names, ...)."""
    import pandas as pd

    encoder.path.append(Label(".index"))
    encoder.charge(_INDEX_COST)
    if isinstance(index, pd.MultiIndex):
        for level in index.levels:
            _charge_distinct(encoder, level)
        levels = tuple(_pack_index(encoder, level) for level in index.levels)
        codes = tuple(np.asarray(code) for code in index.codes)
        names = tuple(_pack_name(encoder, name) for name in index.names)
        packed: tuple[Any, ...] = ("multi", names, levels, codes)
    elif isinstance(index, pd.RangeIndex):
        packed = (
            "range",
            _pack_name(encoder, index.name),
            range(index.start, index.stop, index.step),
        )
    else:
        frequency = getattr(index, "freqstr", None)
        if frequency is not None:
            encoder.charge(10 * len(index))
        name = _pack_name(encoder, index.name)
        packed = ("plain", name, _pack_column(encoder, index), frequency)
    encoder.path.pop()
    return packed


def _unpack_index(decoder: "Decoder", packed: Any) -> Any:
    import pandas as pd

    require(type(packed) is tuple and len(packed) >= 3, "an index of no kind")
    decoder.charge(_INDEX_COST)
    kind = packed[0]
    if kind == "range":
        _, name, numbers = fields(packed, str, object, range)
        return pd.RangeIndex(numbers, name=_unpack_name(name))
    if kind == "multi":
        _, names, levels, codes = fields(packed, str, tuple, tuple, tuple)
        require(0 < len(levels) == len(codes) == len(names), "levels and codes differ")
        levels = [_unpack_index(decoder, level) for level in levels]
        for level, code in zip(levels, codes, strict=True):
            require(not isinstance(level, pd.MultiIndex), "levels within levels")
            require(type(code) is np.ndarray, "codes that are not an array")
            _check_distinct(decoder, level)
            _check_codes(code, len(level))
            require(len(code) == len(codes[0]), "codes of different lengths")
        names = [_unpack_name(name) for name in names]
        return pd.MultiIndex(levels, codes, names=names, verify_integrity=False)
    require(kind == "plain", "an index of an unknown kind")
    _, name, column, frequency = fields(packed, str, object, tuple, (str, type(None)))
    data = _unpack_column(decoder, column)
    index = pd.Index(data, dtype=data.dtype, name=_unpack_name(name), copy=False)
    if frequency is not None:
        require(_FREQUENCY.fullmatch(frequency), "an odd frequency")
        require(isinstance(index, pd.DatetimeIndex | pd.TimedeltaIndex), "no times of a frequency")
        decoder.charge(10 * len(index))  # pandas makes all times anew to compare them
        index.freq = frequency
    return index


def _is_name(name: object) -> bool:
    """Whether this may name an index or a Series."""
    return all(map(_is_scalar, name)) if type(name) is tuple else _is_scalar(name)


def _pack_name(encoder: "Encoder", name: object) -> Any:
    if not _is_name(name):
        encoder.fail("names may be numbers, text, times and tuples of them", name)
    return name


def _unpack_name(name: str) -> Any:
    require(_is_name(name), "a name that cannot be one")
    return name


# Series and DataFrame


def _pack_series(encoder: "Encoder", series: Any) -> Any:
    return (
        _pack_index(encoder, series.index),
        _pack_column(encoder, series),
        _pack_name(encoder, series.name),
        dict(series.attrs),
    )


def _unpack_series(decoder: "Decoder", payload: Any) -> Any:
    import pandas as pd

    index, column, name, attrs = fields(payload, tuple, tuple, object, dict)
    data = _unpack_column(decoder, column)
    index = _unpack_index(decoder, index)
    require(len(index) == len(data), "index and data differ in length")
    series = pd.Series(data, index=index, dtype=data.dtype, name=_unpack_name(name), copy=False)
    series.attrs = attrs
    return series


def _pack_frame(encoder: "Encoder", frame: Any) -> Any:
    import pandas as pd

    names = _pack_index(encoder, frame.columns)
    index = _pack_index(encoder, frame.index)
    kinds = set(frame.dtypes)
    kind = kinds.pop() if len(kinds) == 1 else None
    if isinstance(kind, np.dtype) and kind.kind in "biufc":
        return (names, index, frame.to_numpy(copy=False), dict(frame.attrs))
    columns = []
    encoder.path.append(None)
    for position, name in enumerate(frame.columns):
        encoder.path[-1] = name
        columns.append(_pack_column(encoder, pd.Series(frame.iloc[:, position])))
    encoder.path.pop()
    return (names, index, columns, dict(frame.attrs))


def _unpack_frame(decoder: "Decoder", payload: Any) -> Any:
    import pandas as pd

    names, index, data, attrs = fields(payload, tuple, tuple, (np.ndarray, list), dict)
    names, index = _unpack_index(decoder, names), _unpack_index(decoder, index)
    if type(data) is np.ndarray:
        require(data.shape == (len(index), len(names)), "index, names and data differ")
        require(data.dtype.kind in "biufc", "no data of a table")
        frame = pd.DataFrame(data, index=index, columns=names, copy=False)
    else:
        require(len(data) == len(names), "names and columns differ in number")
        columns = {}
        for position, column in enumerate(data):
            values = _unpack_column(decoder, column)
            require(len(values) == len(index), "index and column differ in length")
            columns[position] = pd.Series(values, dtype=values.dtype, copy=False)
        frame = pd.DataFrame(columns, index=pd.RangeIndex(len(index)), copy=False)
        frame.index, frame.columns = index, names
    frame.attrs = attrs
    return frame


# Single times


def _pack_timestamp(encoder: "Encoder", time: Any) -> Any:
    naive = time if time.tz is None else time.tz_convert(None)
    return (naive.to_datetime64(), _pack_zone(encoder, time.tz))


def _unpack_timestamp(decoder: "Decoder", payload: Any) -> Any:
    import pandas as pd

    time, zone = fields(payload, np.datetime64, (str, type(None)))
    time = pd.Timestamp(time)
    require(time is not pd.NaT, "a time that is missing")
    return time if zone is None else time.tz_localize("UTC").tz_convert(_unpack_zone(zone))


def _unpack_timedelta(decoder: "Decoder", payload: Any) -> Any:
    import pandas as pd

    (delta,) = fields(payload, np.timedelta64)
    delta = pd.Timedelta(delta)
    require(delta is not pd.NaT, "a duration that is missing")
    return delta


def _unpack_nat(decoder: "Decoder", payload: Any) -> Any:
    import pandas as pd

    fields(payload)
    return pd.NaT


_SERIES = Extension("pandas.Series", 100, _pack_series, _unpack_series)
_FRAME = Extension("pandas.DataFrame", 200, _pack_frame, _unpack_frame)
_INDEX = Extension("pandas.Index", 10, lambda e, v: _pack_index(e, v), _unpack_index)
_TIMESTAMP = Extension("pandas.Timestamp", 10, _pack_timestamp, _unpack_timestamp, hashable=True)
_TIMEDELTA = Extension(
    "pandas.Timedelta", 4, lambda e, v: (v.to_timedelta64(),), _unpack_timedelta, hashable=True
)
_NAT = Extension("pandas.NaT", 4, lambda e, v: (), _unpack_nat, hashable=True)


def _register(pandas: ModuleType) -> None:
    register(_SERIES, pandas.Series)
    register(_FRAME, pandas.DataFrame)
    register(_INDEX, pandas.Index)
    register(_TIMESTAMP, pandas.Timestamp)
    register(_TIMEDELTA, pandas.Timedelta)
    register(_NAT, type(pandas.NaT))


for _extension in (_SERIES, _FRAME, _INDEX, _TIMESTAMP, _TIMEDELTA, _NAT):
    register(_extension)
ON_IMPORT.append(("pandas", "DataFrame", _register))
