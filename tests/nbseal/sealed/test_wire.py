"""The wire: what crosses is equal on the other side, what may not is refused on both."""

import collections
import datetime
import decimal
import enum
import fractions
import json
import math
import pathlib
import random
import socket
import struct
import subprocess
import sys
import threading
import time
import tracemalloc
import zoneinfo

import fuzz_wire
import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from nbseal.errors import CannotCross, WireError
from nbseal.sealed.codec import Encoder
from nbseal.sealed.codec.common import INLINE, PREAMBLE
from nbseal.sealed.wire import Channel, Limits, RemoteError, decode, encode

NO_DEADLINE = settings(deadline=None)


def cross(value, **options):
    return decode(b"".join(encode(value, **options)))


def same(left, right):
    """Whether two values are of one type and equal, bit by bit."""
    if type(left) is not type(right):
        return False
    if isinstance(left, float):
        return struct.pack("d", left) == struct.pack("d", right)
    if isinstance(left, complex):
        return same(left.real, right.real) and same(left.imag, right.imag)
    if isinstance(left, list | tuple):
        return len(left) == len(right) and all(map(same, left, right))
    if isinstance(left, slice):
        return same((left.start, left.stop, left.step), (right.start, right.stop, right.step))
    if isinstance(left, dict):
        return same(list(left.items()), list(right.items()))
    if isinstance(left, set | frozenset):
        return len(left) == len(right) and all(any(same(a, b) for b in right) for a in left)
    if isinstance(left, np.ndarray | np.generic):
        return (left.dtype, left.shape) == (right.dtype, right.shape) and (
            left.tobytes() == right.tobytes()
        )
    if isinstance(left, torch.Tensor):
        return (left.dtype, left.shape, left.requires_grad) == (
            right.dtype,
            right.shape,
            right.requires_grad,
        ) and same(bits(left), bits(right))
    return left == right


def bits(tensor):
    flat = tensor.detach().resolve_conj().resolve_neg().contiguous().reshape(-1)
    return bytes(flat.view(torch.uint8).tolist()) if flat.numel() else b""


# Plain data

scalars = (
    st.none()
    | st.booleans()
    | st.just(...)
    | st.integers()
    | st.integers(-(2**300), 2**300)
    | st.floats()
    | st.complex_numbers()
    | st.text()
    | st.binary()
    | st.builds(range, st.integers(-50, 50), st.integers(-50, 50), st.sampled_from([-3, -1, 1, 7]))
    | arrays_of.from_dtype(np.dtype("f4")).map(np.float32)
    | st.integers(-(2**63), 2**63 - 1).map(np.int64)
    | st.text(max_size=5).map(np.str_)
)
keys = st.recursive(
    scalars.filter(lambda value: value == value),
    lambda inner: st.lists(inner, max_size=3).map(tuple) | st.frozensets(inner, max_size=3),
    max_leaves=4,
)
# NumPy's scalars of one type, which lists of losses are made of
numbers = st.sampled_from(["?", "i1", "u2", "i8", "f2", "f4", "f8", "c8", "c16"]).map(np.dtype)
plain = st.recursive(
    scalars | st.binary().map(bytearray) | st.builds(slice, scalars, scalars, scalars),
    lambda inner: (
        st.lists(inner, max_size=6)
        | st.lists(inner, max_size=6).map(tuple)
        | st.dictionaries(keys, inner, max_size=6)
        | st.sets(keys, max_size=6)
        | st.frozensets(keys, max_size=6)
        | st.lists(st.floats(), min_size=1)
        | st.lists(st.integers(), min_size=1).map(tuple)
        | st.lists(st.booleans(), min_size=1)
        | numbers.flatmap(lambda dtype: st.lists(arrays_of.from_dtype(dtype), min_size=1))
    ),
    max_leaves=25,
)


@given(plain)
@NO_DEADLINE
def test_plain_data_round_trip(value):
    assert same(cross(value), value)


@given(plain)
@NO_DEADLINE
def test_what_is_written_within_limits_is_read_within_the_same(value):
    encoder = Encoder()
    frames = encoder.message(value)
    limits = Limits(
        max_bytes=encoder.bytes,
        max_text=encoder.text,
        max_items=encoder.items,
        max_depth=encoder.deepest,
    )
    assert same(decode(frames, limits=limits), value)
    for name in ("max_bytes", "max_items"):
        less = Limits(**{**vars(limits), name: getattr(limits, name) - 1})
        with pytest.raises(CannotCross):
            encode(value, limits=less)
        with pytest.raises(WireError):
            decode(frames, limits=less)


def test_a_list_of_numbers_is_as_small_as_its_array():
    for values in ([np.float64(0.5)] * 1000, (np.int64(2),) * 1000, [0.5] * 1000, [2] * 1000):
        assert sum(map(len, encode(values))) < 8100


def test_large_bytes_and_text():
    for size in (INLINE - 1, INLINE, INLINE + 1, 3 * 2**20):
        value = [b"x" * size, bytearray(size), "語" * size]
        assert same(cross(value), value)


def test_shared_values_stay_shared():
    inner, array, tensor = [1, "a"], np.ones(3), torch.ones(2)
    result = cross([inner, {"k": inner, "t": (inner,)}, array, array, tensor, tensor])
    assert result[0] is result[1]["k"] is result[1]["t"][0]
    assert result[2] is result[3]
    assert result[4] is result[5]
    assert result[0] == inner
    assert result[0] is not inner


def test_values_equal_but_not_shared_stay_apart():
    first, second = cross([[1], [1]])
    assert first == second
    assert first is not second


class Color(enum.IntEnum):
    RED = 1


Point = collections.namedtuple("Point", "x y")


class Text(str):
    __slots__ = ()


class Liar(dict):
    def items(self):
        return [("lie", 1)]


class Wrapped(torch.Tensor):
    pass


class Frame(pd.DataFrame):
    @property
    def _constructor(self):
        return Frame


class Labelled(np.ndarray):
    pass


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (np.arange(3).view(Labelled), np.arange(3)),
        (torch.arange(3).as_subclass(Wrapped), torch.arange(3)),
        (torch.nn.Parameter(torch.ones(2)), torch.ones(2, requires_grad=True)),
    ],
)
def test_subclasses_become_plain(value, expected):
    assert same(cross(value), expected)


@pytest.mark.parametrize(
    ("value", "plain"),
    [
        (Color.RED, 1),
        (Point(1, [2]), (1, [2])),
        (Text("a"), "a"),
        (Liar(truth=2), {"truth": 2}),
        (torch.Size([2, 3]), (2, 3)),
    ],
)
def test_a_subclass_of_plain_data_is_told_from_it_and_overrides_nothing(value, plain):
    result = cross(value)
    base = type(plain)
    assert type(result) is not base
    assert isinstance(result, base)
    assert type(result).__name__ == type(value).__name__
    assert base.__eq__(result, plain)
    assert type(result).__eq__ is base.__eq__
    assert cross({"in": [result]})["in"][0] == plain


def test_a_named_tuple_keeps_its_fields():
    result = cross(Point(1, [2]))
    assert [getattr(result, name) for name in Point._fields] == [1, [2]]


def test_collections_are_what_they_were():
    assert cross(collections.Counter("aab"))["missing"] == 0
    assert type(cross(collections.OrderedDict(a=1))) is collections.OrderedDict
    assert type(cross(collections.defaultdict(list, a=[1]))) is collections.defaultdict


def test_a_matrix_and_a_long_range_are_what_they_were():
    assert type(cross(np.ones((1, 2)).view(np.matrix))) is np.matrix
    assert cross(range(10**9)) == range(10**9)


def test_a_subclass_of_a_table_becomes_plain():
    result = cross(Frame({"a": [1]}))
    assert type(result) is pd.DataFrame
    assert type(cross(Frame({"a": [1], "b": ["x"]})["a"])) is pd.Series


# Arrays and tensors

dtypes = (
    arrays_of.boolean_dtypes()
    | arrays_of.integer_dtypes(endianness="?")
    | arrays_of.unsigned_integer_dtypes(endianness="?")
    | arrays_of.floating_dtypes(endianness="?", sizes=(16, 32, 64))
    | arrays_of.complex_number_dtypes(endianness="?", sizes=(64, 128))
    | arrays_of.datetime64_dtypes(endianness="?")
    | arrays_of.timedelta64_dtypes(endianness="?")
    | arrays_of.byte_string_dtypes()
    | arrays_of.unicode_string_dtypes(endianness="?")
)
layouts = [
    lambda array: array,
    lambda array: array.T,
    lambda array: array[..., ::-2],
    lambda array: np.asfortranarray(array),
    lambda array: np.broadcast_to(array, (2, *array.shape)),
    lambda array: array[..., None][..., :0],
]


# Texts with lone surrogates do not cross: see `test_other_values_do_not_cross`.
_VALID_TEXT = {"alphabet": st.characters(codec="utf-8")}


@given(
    arrays_of.arrays(dtypes, arrays_of.array_shapes(min_dims=0), elements=_VALID_TEXT),
    st.sampled_from(layouts),
)
@NO_DEADLINE
def test_arrays_round_trip(array, layout):
    if array.ndim:
        array = layout(array)
    result = cross(array)
    assert same(result, np.ascontiguousarray(array).reshape(array.shape))
    assert result.flags.owndata
    assert result.flags.writeable
    assert result.flags.aligned
    assert result.flags.f_contiguous or not array.flags.f_contiguous


@pytest.mark.parametrize("value", ["1/3", "nan", "-inf", "0"])
def test_long_doubles_round_trip(value):
    number = np.longdouble(1) / 3 if value == "1/3" else np.longdouble(value)
    assert same(cross(np.array([number])), np.array([number]))
    assert repr(cross(number)) == repr(number)


TENSOR_DTYPES = (
    *("bool", "uint8", "uint16", "uint32", "uint64", "int8", "int16", "int32", "int64"),
    *("float16", "bfloat16", "float32", "float64", "complex32", "complex64", "complex128"),
    *("float8_e4m3fn", "float8_e5m2"),
)


PLAIN = [
    datetime.datetime(2024, 2, 29, 1, 2, 3, 4),
    datetime.datetime(2024, 10, 27, 2, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"), fold=1),
    datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=9))),
    *(datetime.date(2024, 2, 29), datetime.time(1, 2), datetime.timedelta(-1, 3)),
    *(decimal.Decimal("1.50"), decimal.Decimal("-Infinity"), fractions.Fraction(-1, 3)),
    *({1: "a", "b": 2}.keys(), {1: "a"}.items(), int, object, type(None), datetime.date),
]


@pytest.mark.parametrize("value", PLAIN, ids=repr)
def test_moments_exact_numbers_views_and_types(value):
    result = decode(encode([value, {"again": value}]))
    assert result == [value, {"again": value}]
    assert type(result[0]) is type(value)
    assert repr(result[0]) == repr(value)


def test_types_that_cross_run_and_open_nothing():
    for forged in ("eval", "open", "type", "bytearray", "__import__"):
        with pytest.raises(WireError, match="a type that cannot cross"):
            decode(_forged_type(forged))


def _forged_type(name):
    class Forger(Encoder):
        def payload(self, extension, value):
            return (name,)

    return Forger().message(int)


@pytest.mark.filterwarnings("ignore:ComplexHalf support:UserWarning")
@pytest.mark.parametrize("name", TENSOR_DTYPES)
def test_tensors_round_trip(name):
    dtype = getattr(torch, name)
    raw = torch.from_numpy(np.random.default_rng(0).integers(0, 256, 24 * 16, np.uint8))
    whole = (raw % 2 if dtype is torch.bool else raw).view(dtype)[:24].reshape(2, 3, 4)
    for tensor in (whole, whole[0, 0, 0], whole.permute(2, 0, 1), whole[:, 1::2], whole[:, :0]):
        assert same(cross(tensor), tensor)
    assert same(cross(dtype), dtype)


def test_tensors_with_pending_operations_round_trip():
    z = torch.tensor([1 + 2j, 3j])
    for tensor in (z.conj(), z.conj().imag, z[:1].expand(4)):
        assert same(cross(tensor), tensor)


def test_a_leaf_keeps_its_gradient_and_a_computed_tensor_fails_in_backward():
    leaf = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = (leaf**2).sum()
    loss.backward()
    result = cross([leaf, (leaf * 2).sum()])
    assert result[0].requires_grad
    assert result[0].is_leaf
    assert torch.equal(result[0].grad, torch.tensor([2.0, 4.0]))
    with pytest.raises(RuntimeError, match="does not require grad"):
        result[1].backward()


def test_a_decoded_tensor_shares_no_memory():
    tensor = torch.zeros(3)
    result = cross(tensor)
    result += 1
    assert torch.equal(tensor, torch.zeros(3))


@pytest.mark.parametrize("value", [np.dtype(">f4"), np.dtype("<U3"), torch.device("cpu")])
def test_dtypes_and_the_device_round_trip(value):
    assert same(cross({value: value}), {value: value})


# Tables

tokyo = pd.date_range("2024-03-30", periods=3, tz="Asia/Tokyo")
indexes = {
    "numbers": pd.Index([3, 1, 1], name="n"),
    "range": pd.RangeIndex(5, -1, -2, name=("a", 1)),
    "text": pd.Index(["a", None, "語"]),
    "mixed": pd.Index([1, "a", None], dtype=object),
    "times": pd.date_range("2024-01-01", periods=3, freq="ME"),
    "zoned": tokyo,
    "offset": pd.DatetimeIndex(["2024-01-01", None]).tz_localize("UTC").tz_convert("+09:30"),
    "durations": pd.timedelta_range("1h", periods=3, freq="2h"),
    "categories": pd.CategoricalIndex(["b", None, "a"], ["b", "a", "z"], ordered=True),
    "multi": pd.MultiIndex.from_tuples([(1, "a"), (1, None), (2, "a")], names=["x", None]),
    "product": pd.MultiIndex.from_product([tokyo, [True, False], [1.5]]),
    "empty": pd.Index([], dtype="float64"),
    "empty multi": pd.MultiIndex.from_arrays([[], []]),
}


@pytest.mark.parametrize("name", indexes)
def test_indexes_round_trip(name):
    index = indexes[name]
    pd.testing.assert_index_equal(cross(index), index, exact=True, check_order=True)
    assert getattr(cross(index), "freq", None) == getattr(index, "freq", None)
    series = pd.Series(np.arange(len(index)), index=index, name=("s", 1))
    pd.testing.assert_series_equal(cross(series), series)


@pytest.mark.parametrize("name", [None, 1.5, ("a", 1), np.int64(3), pd.Timestamp("2024"), b"x"])
def test_names_round_trip(name):
    series = pd.Series([1], index=pd.Index([2], name=name), name=name)
    result = cross(series)
    pd.testing.assert_series_equal(result, series)
    assert type(result.name) is type(name)
    pd.testing.assert_frame_equal(cross(series.to_frame()), series.to_frame())


columns = {
    "int8": pd.Series([1, -2, 3], dtype="int8"),
    "big-endian": pd.Series(np.array([1, 2, 3], ">f8")),
    "nan": pd.Series([np.nan, np.inf, -0.0]),
    "bool": pd.Series([True, False, True]),
    "complex": pd.Series([1j, 2, 3]),
    "text": pd.Series(["a", None, "語"]),
    "nullable text": pd.Series(["a", "", "語"], dtype="string"),
    "object": pd.Series([None, 1.5, pd.Timestamp("2024", tz="UTC")], dtype=object),
    "numpy objects": pd.Series([np.float32(1), b"x", True], dtype=object),
    "times": pd.Series(pd.to_datetime(["2024-01-01", None, "1900-01-01"])),
    "zoned": pd.Series(tokyo),
    "durations": pd.Series(pd.to_timedelta([1, None, 3], unit="s")),
    "categories": pd.Series(["u", None, "u"], dtype=pd.CategoricalDtype(["v", "u"])),
    "number categories": pd.Series(pd.Categorical([2.5, 1.0, 2.5], ordered=True)),
}


@pytest.mark.parametrize("name", columns)
def test_columns_round_trip(name):
    series = columns[name]
    pd.testing.assert_series_equal(cross(series), series)
    pd.testing.assert_series_equal(cross(series[::-2]), series[::-2])
    empty = series[:0]
    pd.testing.assert_series_equal(cross(empty), empty)


@pytest.mark.parametrize(
    "frame",
    [
        pd.DataFrame(columns),
        pd.DataFrame(columns).set_axis(["same"] * len(columns), axis=1),
        pd.DataFrame(np.arange(12.0).reshape(3, 4), index=tokyo)[::-1],
        pd.DataFrame({("a", 1): [1], ("a", 2): [2]}),
        pd.DataFrame({"a": [1, 2]}, index=[5, 5]),
        pd.DataFrame(),
        pd.DataFrame(index=[1, 2]),
        pd.DataFrame({"a": []}),
        pd.DataFrame({"a": [True], "b": [False]}),
        pd.DataFrame({"a": tokyo, "b": tokyo}),
    ],
)
def test_tables_round_trip(frame):
    frame.attrs = {"source": ["made", 1]}
    result = cross(frame)
    pd.testing.assert_frame_equal(result, frame, check_column_type="exact", check_freq=True)
    assert result.attrs == frame.attrs


@pytest.mark.parametrize(
    "value",
    [
        pd.Timestamp("2024-01-01 10:00:00.123456789", tz="America/New_York"),
        pd.Timestamp("1500-01-01").as_unit("s"),
        pd.Timedelta("-3 days 1ns"),
        pd.NaT,
    ],
)
def test_single_times_round_trip(value):
    result = cross([value, {value: 1}])
    assert type(result[0]) is type(value)
    assert repr(result) == repr([value, {value: 1}])


# Generators


def draw(generator):
    if isinstance(generator, np.random.Generator):
        return generator.standard_normal(3).tolist() + generator.integers(9, size=3).tolist()
    if isinstance(generator, np.random.RandomState):
        return generator.randn(3).tolist() + generator.randint(9, size=3).tolist()
    if isinstance(generator, torch.Generator):
        return [*torch.randn(3, generator=generator).tolist(), generator.initial_seed()]
    return [generator.gauss(0, 1), generator.random(), generator.randrange(9)]


generators = {
    **{
        kind: lambda kind=kind: np.random.Generator(getattr(np.random, kind)(5))
        for kind in ("PCG64", "PCG64DXSM", "MT19937", "Philox", "SFC64")
    },
    "RandomState": lambda: np.random.RandomState(5),
    "default_rng": lambda: np.random.default_rng([1, 2]),
    "torch": lambda: torch.Generator().manual_seed(5),
    "random": lambda: random.Random(5),
}


@pytest.mark.parametrize("name", generators)
@pytest.mark.parametrize("draws", [0, 1, 2, 700])
def test_generators_go_on_where_they_were(name, draws):
    generator = generators[name]()
    for _ in range(draws):
        draw(generator)
    if isinstance(generator, np.random.Generator):
        generator.integers(9, dtype=np.uint32)  # half a word is left over
    copies = cross([generator, generator])
    assert copies[0] is copies[1]
    again = cross(generator)
    for _ in range(3):
        expected = draw(generator)
        assert draw(copies[0]) == expected
        assert draw(again) == expected


def test_spawned_generators_are_the_same():
    generator = np.random.default_rng(5)
    generator.spawn(2)
    copy = cross(generator)
    assert [draw(g) for g in copy.spawn(2)] == [draw(g) for g in generator.spawn(2)]


# Exceptions


class RudeError(ValueError):
    def __init__(self, act):
        self.act = act

    def __str__(self):
        return self.act()


def leave():
    raise SystemExit


def test_exceptions_arrive_as_text():
    try:
        {}["missing"]
    except KeyError as error:
        result = cross(error)
    assert type(result) is RemoteError
    assert (result.type_name, result.message) == ("KeyError", "'missing'")
    assert '{}["missing"]' in result.traceback
    assert result.bases[:3] == ("KeyError", "LookupError", "Exception")
    assert same(cross(result), result)


def test_exceptions_with_rude_texts():
    limit = Limits().max_error_text
    long = cross(RudeError(lambda: "x" * 10**6))
    assert len(long.message) == limit
    assert len(long.traceback) == limit
    assert cross(RudeError(lambda: "\ud800")).message == "\\ud800"
    assert "SystemExit" in cross(RudeError(leave)).message
    assert "TypeError" in cross(RudeError(lambda: 5)).message


def test_the_reader_cuts_an_exception_too():
    class Long(Encoder):
        def payload(self, extension, value):
            return ("E" * 1000, "m" * 10**6, "a" + "t" * 10**6, ("E" * 1000,))

    result = decode(Long().message(ValueError()))
    limit = Limits().max_error_text
    assert len(result.type_name) == len(result.bases[0]) == 200
    assert len(result.message) == len(result.traceback) == limit


# What may not cross


def cyclic(value):
    if isinstance(value, list):
        value.append((value,))
    else:
        value["a"] = {"b": [value]}
    return value


def laugh(levels):
    value = [0]
    for _ in range(levels):
        value = [value, value]
    return value


def nested(levels):
    value = []
    for _ in range(levels - 1):
        value = [value]
    return value


REFUSED = {
    "function": (lambda: print, "builtin_function_or_method", "not plain data"),
    "class": (lambda: enum.Enum, "enum.EnumType", "not plain data"),
    "path": (lambda: pathlib.Path("a"), "pathlib.PosixPath", "not plain data"),
    "decimal": (lambda: decimal.Decimal("1e99999"), "decimal.Decimal", "4,000 digits"),
    "view": (lambda: {1: []}.values(), "dict_values", "not plain data"),
    "constructor": (lambda: bytearray, "type", "not plain data"),
    "surrogate": (lambda: "\udc80", "str", "surrogates"),
    "huge int": (lambda: 1 << 40_000, "int", "int may have"),
    "objects": (lambda: np.array([None]), "numpy.ndarray", "use a list"),
    "records": (lambda: np.zeros(1, "i4,f4"), "numpy.ndarray", "use a list"),
    "record": (lambda: np.zeros(1, "i4,f4")[0], "numpy.void", "plain Python value"),
    "surrogates": (lambda: np.array(["\udc80"]), "numpy.ndarray", "surrogates"),
    "masked": (lambda: np.ma.array([1], mask=[True]), "numpy.ma.MaskedArray", "filled"),
    "masked scalar": (lambda: np.ma.masked, "numpy.ma.core.MaskedConstant", "filled"),
    "broadcast": (
        lambda: np.broadcast_to(1.0, (10**6, 10**6)),
        "numpy.ndarray",
        "8,000,000,000,000",
    ),
    "empty but long": (lambda: np.zeros((10**12, 0)), "numpy.ndarray", "limit"),
    "expanded": (lambda: torch.ones(1).expand(10**12), "torch.Tensor", "limit"),
    "dimensions": (lambda: np.zeros((1,) * 33), "numpy.ndarray", "33 dimensions"),
    "dimensions of a tensor": (lambda: torch.zeros((1,) * 33), "torch.Tensor", "33 dimensions"),
    "sparse": (lambda: torch.eye(2).to_sparse(), "torch.Tensor", "to_dense"),
    "nested": (lambda: torch.nested.nested_tensor([torch.ones(1)]), "torch.Tensor", "to_dense"),
    "quantised": (
        lambda: torch.quantize_per_tensor(torch.ones(2), 0.1, 0, torch.qint8),
        "torch.Tensor",
        "dequantize",
    ),
    "meta": (lambda: torch.ones(2, device="meta"), "torch.Tensor", "no data"),
    "uninitialised": (lambda: torch.nn.LazyLinear(2).weight, "torch", "no data"),
    "device": (lambda: torch.device("meta"), "torch.device", "only that one"),
    "masked column": (lambda: pd.Series([1, None], dtype="Int64"), "pandas.Series", "astype"),
    "masked text": (lambda: pd.Series(["a", None], dtype="string"), "pandas.Series", "skip"),
    "sparse column": (lambda: pd.Series([1], dtype="Sparse[int]"), "pandas.Series", "astype"),
    "odd name": (lambda: pd.Series([1], name=print), "builtin_function", "names may be"),
    "odd label": (lambda: pd.DataFrame({print: [1]}), "builtin_function", "columns may hold"),
    "periods": (lambda: pd.period_range("2024", periods=2), "PeriodIndex", "astype"),
    "system's generator": (lambda: random.SystemRandom(), "random.SystemRandom", "no state"),
    "cyclic list": (lambda: cyclic([]), "list", "contains itself"),
    "cyclic dict": (lambda: cyclic({}), "dict", "contains itself"),
    "billion laughs": (lambda: laugh(40), "list", "limit"),
    "deep": (lambda: nested(100), "list", "nested deeper than 64"),
    "key": (lambda: {print: 1}, "builtin_function_or_method", "keys may be"),
    "member": (lambda: {(1, torch.ones(1))}, "torch.Tensor", "keys may be"),
}


@pytest.mark.filterwarnings("ignore::UserWarning", "ignore::PendingDeprecationWarning")
@pytest.mark.parametrize("name", REFUSED)
def test_what_may_not_cross_is_named(name):
    make, type_name, words = REFUSED[name]
    value = make()
    with pytest.raises(CannotCross, match=words) as caught:
        encode([0, 1, {"a": value}])
    assert caught.value.path.startswith("result[2]['a']")
    assert type_name in caught.value.type_name
    assert caught.value.path in str(caught.value)
    assert caught.value.type_name in str(caught.value)


def test_a_table_names_the_cell_that_may_not_cross():
    frame = pd.DataFrame({"a": [1, 2], "b": [[1], [2]]})
    with pytest.raises(CannotCross) as caught:
        encode({"table": frame})
    assert caught.value.path == "result['table']['b'][0]"
    assert caught.value.type_name == "list"


def test_depth_counts_through_shared_values():
    tower = nested(40)
    deep = tower
    for _ in range(30):
        deep = [deep]
    assert cross(nested(64)) == nested(64)
    assert cross([tower, tower]) == [tower, tower]
    with pytest.raises(CannotCross, match="deeper"):
        encode([tower, deep])


# References


def test_objects_cross_as_references():
    thing = fuzz_wire.Thing()
    frames = encode([thing, {"again": thing}], handle=lambda value: {"id": 7, "words": ["a"]})
    given = []

    def resolve(reference):
        given.append(reference)
        return thing

    result = decode(frames, resolve=resolve)
    assert result[0] is result[1]["again"] is thing
    assert given == [{"id": 7, "words": ["a"]}]
    with pytest.raises(WireError, match="only plain data"):
        decode(frames)
    with pytest.raises(WireError, match="nothing known"):
        decode(frames, resolve=lambda reference: {}["x"])


def test_handle_may_refuse():
    def handle(value):
        raise CannotCross("modules stay where they are")

    with pytest.raises(CannotCross, match="modules stay") as caught:
        encode([math], handle=handle)
    assert caught.value.path == "result[0]"
    with pytest.raises(CannotCross, match="not plain data"):
        encode([math], handle=lambda value: None)


def test_references_stay_out_of_keys_and_tables():
    frame = pd.DataFrame({"a": [1]})
    frame.attrs = {"thing": fuzz_wire.Thing()}
    for value in (frame, {fuzz_wire.Thing(): 1}):
        with pytest.raises(CannotCross, match=r"keys may be|only plain data"):
            encode(value, handle=fuzz_wire.handle)


# Malformed messages


def u32(number):
    return struct.pack("<I", number)


def integer(number):
    return b"i" + struct.pack("<q", number)


def big(number):
    return b"I" + u32(16) + number.to_bytes(16, "little")


def array(dtype, shape, data=b""):
    name = dtype.encode()
    lengths = b"".join(struct.pack("<Q", n) for n in shape)
    return b"a" + bytes([len(name)]) + name + bytes([0, len(shape)]) + lengths + data


NONE = b"N"
MALFORMED = {
    "nothing": (b"", "ends early"),
    "two values": (NONE + NONE, "left over"),
    "unknown tag": (b"\xff", "unknown tag"),
    "long list": (b"l" + u32(2**32 - 1) + b"*", "declared"),
    "long list of floats": (b"l" + u32(10**6) + b"d", "ends early"),
    "long dict": (b"d" + u32(10**6), "declared"),
    "long text": (b"s" + u32(10**6), "declared"),
    "long bytes": (b"b" + u32(2**32 - 1), "exceed"),
    "bytes that are not there": (b"b" + u32(2**20), "are there"),
    "deep": (b"".join([b"l" + u32(1) + b"*"] * 10**5) + NONE, "deeper"),
    "deep slices": (b":" * 10**5, "deeper"),
    "deep keys": (b"S" + u32(1) + b"".join([b"t" + u32(1) + b"*"] * 10**5), "deeper"),
    "bad text": (b"s" + u32(1) + b"\xff", "UTF-8"),
    "surrogate": (b"s" + u32(3) + "\udc80".encode("utf-8", "surrogatepass"), "UTF-8"),
    "bad bools": (b"l" + u32(1) + b"?" + b"\2", "neither"),
    "huge int": (b"I" + u32(10**5) + b"\1" * 10**5, "int of"),
    "key twice": (b"d" + u32(2) + (integer(1) + NONE) * 2, "twice"),
    "member twice": (b"S" + u32(2) + integer(1) * 2, "twice"),
    "equal keys": (b"d" + u32(2) + integer(1) + NONE + b"T" + NONE, "twice"),
    "list as key": (b"d" + u32(1) + b"l" + u32(0) + b"*" + NONE, "hashable"),
    "list in a key": (b"S" + u32(1) + b"t" + u32(1) + b"*l" + u32(0) + b"*", "hashable"),
    "tensor as key": (b"S" + u32(1) + b"".join(encode(torch.ones(1)))[16:], "hashable"),
    "key without hash": (b"S" + u32(1) + b"g" + array("<m8", (), bytes(8)), "hashable"),
    "array as key": (b"S" + u32(1) + array("|u1", (1,), b"a"), "hashable"),
    "flood of ints": (
        b"S" + u32(1000) + b"".join(big(n * (2**61 - 1)) for n in range(1000)),
        "share their hash",
    ),
    "range without step": (b"r" + integer(0) * 3, "without step"),
    "a class of no data": (b"k\0" + b"s" + u32(1) + b"C" + b"N", "not plain data"),
    "a class without a name": (b"k\0" + integer(1) + b"N", "not a text"),
    "range of floats": (b"r" + (b"f" + bytes(8)) * 3, "not made of ints"),
    "reference to nothing": (b"&" + u32(0), "not there"),
    "reference to itself": (b"l" + u32(1) + b"*&" + u32(0), "not there"),
    "reference in a key": (
        b"l" + u32(2) + b"*t" + u32(0) + b"*S" + u32(1) + b"&" + u32(0),
        "hashable",
    ),
    "object array": (array("|O", (1,), bytes(8)), "dtype"),
    "record array": (array("i4,f4", (1,), bytes(8)), "dtype"),
    "empty items": (array("<U0", (10**6,)), "dtype"),
    "no number of bits": (array("<f3", (1,), bytes(3)), "dtype"),
    "large array": (array("<f8", (10**6, 10**6)), "exceed"),
    "large items": (array("<U99999999", (0,)), "exceed"),
    "huge array": (array("<f8", (2**62,) * 32), "exceed"),
    "empty but long": (array("<f8", (2**62, 0)), "limit"),
    "overflow": (array("<f8", (2**32, 2**32)), "exceed"),
    "negative length": (array("<f8", (2**64 - 1, 0)), "shape"),
    "array that is not there": (array("<f8", (1000,)), "are there"),
    "many dimensions": (array("|u1", (1,) * 33, b"a"), "dimensions"),
    "bool array": (array("|b1", (1,), b"\2"), "neither"),
    "text array": (array("<U1", (1,), u32(0x110000)), "Unicode"),
    "surrogate array": (array(">U1", (1,), b"\0\0\xd8\0"), "Unicode"),
    "scalar with dimensions": (b"g" + array("|u1", (1,), b"a"), "dimensions"),
    "no numbers": (b"l" + u32(0) + b"g" + array("<f8", (0,)), "not an array"),
    "numbers that are no array": (b"l" + u32(1) + b"gN", "not an array"),
    "too few numbers": (b"l" + u32(2) + b"g" + array("|u1", (1,), b"a"), "another kind"),
    "a matrix of numbers": (b"l" + u32(1) + b"g" + array("|u1", (1, 1), b"a"), "another kind"),
    "durations as numbers": (b"l" + u32(1) + b"g" + array("<m8", (1,), bytes(8)), "another kind"),
    "text as numbers": (b"t" + u32(1) + b"g" + array("|S1", (1,), b"a"), "another kind"),
    "long list of numbers": (b"l" + u32(2**32 - 1) + b"ga", "limit"),
    "unknown extension": (b"x\3abc" + NONE, "unknown extension"),
    "reference without dict": (b"@" + NONE, "only plain data"),
}


def message(header, body=b""):
    return PREAMBLE.pack(b"MLW1", len(header), len(body)) + header + body


@pytest.mark.parametrize("name", MALFORMED)
def test_malformed_messages_are_refused(name):
    header, words = MALFORMED[name]
    with pytest.raises(WireError, match=words):
        decode(message(header))


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "ends early"),
        (b"PK" + bytes(20), "not a message"),
        (PREAMBLE.pack(b"MLW1", 2**32 - 1, 0), "limit"),
        (PREAMBLE.pack(b"MLW1", 1, 2**64 - 1), "limit"),
        (message(NONE) + b"x", "declared"),
        (message(NONE, b"x"), "left over"),
        (message(NONE)[:-1], "declared"),
    ],
)
def test_malformed_frames_are_refused(data, words):
    with pytest.raises(WireError, match=words):
        decode(data)


# Payloads that no encoder writes: what is sent, which part is changed to what, and what is said.
WORDS = np.zeros(624, np.uint32)
TORCH = torch.Generator().get_state().numpy()


def torch_state(place, number):
    state = TORCH.copy()
    state[place] = number
    return (state,)


def twister(words, position):
    return ("MT19937", (words, position), 0, 0, None)


zoned, category = pd.Series(tokyo), pd.Series(["u", "v"], dtype="category")
multi = pd.MultiIndex.from_product([[1, 2], ["a"]])
plain_index = ("plain", None, ("numpy", np.arange(2)), None)
no_rows = ("range", None, range(0))


def times(values, zone):
    return (no_rows, ("times", values, zone), None, {})


def codes(numbers, categories=plain_index):
    return (("range", None, range(2)), ("category", numbers, categories, False), None, {})


def levels(numbers, *levels):
    return ("multi", (None,) * len(levels), levels, (numbers,) * len(levels))


FORGED = {
    "PCG64, even": (np.random.default_rng(0), ("PCG64", (0, 2), 0, 0, None), "even"),
    "PCG64, large": (np.random.default_rng(0), ("PCG64", (2**128, 1), 0, 0, None), "number"),
    "half a word": (np.random.default_rng(0), ("PCG64", (0, 1), 2, 0, None), "half"),
    "large half": (np.random.default_rng(0), ("PCG64", (0, 1), 1, 2**32, None), "half"),
    "twister of zeros": (np.random.default_rng(0), twister(WORDS, 0), "zeros"),
    "twister outside": (np.random.default_rng(0), twister(WORDS + 1, 625), "outside"),
    "twister before": (np.random.default_rng(0), twister(WORDS + 1, -1), "outside"),
    "twister short": (np.random.default_rng(0), twister(WORDS[1:] + 1, 0), "wrong kind"),
    "twister as floats": (np.random.default_rng(0), twister(WORDS + 1.0, 0), "wrong kind"),
    "Philox outside": (
        np.random.default_rng(0),
        ("Philox", (*(np.ones(n, np.uint64) for n in (4, 2, 4)), 5), 0, 0, None),
        "outside",
    ),
    "a seed of the system": (
        np.random.default_rng(0),
        ("PCG64", (0, 1), 0, 0, (None, (), 4, 0)),
        "anew",
    ),
    "a large pool": (
        np.random.default_rng(0),
        ("PCG64", (0, 1), 0, 0, (1, (), 10**9, 0)),
        "odd seed",
    ),
    "unknown generator": (np.random.default_rng(0), ("choice", (0, 1), 0, 0, None), "unknown"),
    "random outside": (random.Random(), (3, WORDS + 1, 625, None), "outside"),
    "random of zeros": (random.Random(), (3, WORDS, 0, None), "zeros"),
    "torch, position": (torch.Generator(), torch_state(16, 200), "outside"),
    "torch, words left": (torch.Generator(), torch_state(9, 2), "outside"),
    "torch, not seeded": (torch.Generator(), torch_state(12, 0), "impossible"),
    "torch, flag": (torch.Generator(), torch_state(-4, 2), "neither"),
    "torch, long words": (torch.Generator(), torch_state(28, 1), "impossible"),
    "torch, short": (torch.Generator(), (TORCH[1:],), "wrong kind"),
    "tensor too short": (
        torch.ones(1),
        ("float32", (3,), np.zeros(8, np.uint8), False, None),
        "differ",
    ),
    "tensor too large": (
        torch.ones(1),
        ("float32", (2**62, 2**62), np.zeros(8, np.uint8), False, None),
        "differ",
    ),
    "tensor of bools": (
        torch.ones(1),
        ("bool", (1,), np.full(1, 2, np.uint8), False, None),
        "neither",
    ),
    "tensor of strings": (
        torch.ones(1),
        ("qint8", (1,), np.zeros(1, np.uint8), False, None),
        "cannot cross",
    ),
    "gradient of ints": (
        torch.ones(1),
        ("int8", (1,), np.zeros(1, np.uint8), True, None),
        "floating",
    ),
    "category of nothing": (category, codes(np.array([0, 2], np.int8)), "code of nothing"),
    "category before": (category, codes(np.array([0, -2], np.int8)), "code of nothing"),
    "category codes": (category, codes(np.array([0.0, 1.0])), "codes"),
    "category twice": (
        category,
        codes(np.zeros(2, np.int8), ("plain", None, ("numpy", np.zeros(2)), None)),
        "twice",
    ),
    "level of nothing": (multi, levels(np.array([0, 2]), plain_index), "code of nothing"),
    "levels without": (multi, levels(np.array([0])), "differ"),
    "levels in levels": (
        multi,
        levels(np.array([0]), levels(np.array([0]), plain_index)),
        "within",
    ),
    "zone on disk": (zoned, times(np.array([], "M8[ns]"), "../../etc/passwd"), "zone"),
    "zone of dateutil": (zoned, times(np.array([], "M8[ns]"), "dateutil//etc/passwd"), "zone"),
    "unknown zone": (zoned, times(np.array([], "M8[ns]"), "Mars/Olympus"), "ZoneInfo"),
    "odd frequency": (
        tokyo,
        ("plain", None, ("numpy", np.array([], "M8[ns]")), "x" * 99),
        "odd",
    ),
    "wrong frequency": (
        tokyo,
        ("plain", None, ("numpy", np.array([0, 1, 9], "M8[ns]")), "h"),
        "ValueError",
    ),
    "rows missing": (
        pd.DataFrame({"a": [1]}),
        (plain_index, plain_index, np.ones((2, 3)), {}),
        "differ",
    ),
    "rows claimed": (
        pd.DataFrame({"a": [1], "b": "x"}),
        (no_rows, ("range", None, range(10**9)), [], {}),
        "limit",
    ),
    "objects in a column": (
        pd.Series([1, "a"], dtype=object),
        (no_rows, ("object", [[]]), None, {}),
        "no scalar",
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_forged_payloads_are_refused(name):
    value, payload, words = FORGED[name]

    class Forger(Encoder):
        def payload(self, extension, value):
            return payload

    with pytest.raises((WireError, CannotCross), match=words) as caught:
        decode(Forger().message(value))
    assert caught.type is WireError or "limit" in words


def test_hashes_of_categories_cannot_be_made_to_collide_for_long():
    start = time.process_time()
    with pytest.raises(CannotCross, match="limit"):
        encode(pd.Series(pd.Categorical(np.arange(30_000))))
    assert time.process_time() - start < 5
    text = pd.Series(pd.Categorical([str(n) for n in range(30_000)]))
    pd.testing.assert_series_equal(cross(text), text)


@pytest.mark.parametrize("name", ["list", "tuple", "set", "frozenset", "dict", "bytearray"])
def test_memory_stays_in_proportion_to_the_limit_on_values(name):
    one = b"".join(encode(eval(name)()))[PREAMBLE.size :]
    limit = 60_000
    data = message(b"l" + u32(limit) + b"*" + one * limit)
    tracemalloc.start()
    with pytest.raises(WireError, match="limit"):
        decode(data, limits=Limits(max_items=limit))
    peak = tracemalloc.get_traced_memory()[1] - len(data)
    tracemalloc.stop()
    assert peak < 250 * limit


# A channel


@pytest.fixture
def sockets():
    ours, theirs = socket.socketpair()
    with ours, theirs:
        yield ours, theirs


def test_messages_go_both_ways(sockets):
    ours, theirs = map(Channel, sockets)
    for value in fuzz_wire.samples():
        ours.send(value, handle=fuzz_wire.handle, timeout=5)
        theirs.send(theirs.receive(resolve=fuzz_wire.resolve, timeout=5), handle=fuzz_wire.handle)
        ours.receive(resolve=fuzz_wire.resolve, timeout=5)
    ours.send([1, "a"])
    ours.send(None)
    assert [theirs.receive(), theirs.receive()] == [[1, "a"], None]
    assert ours.fileno() == sockets[0].fileno()


def test_large_arrays_cross_a_channel(sockets):
    ours, theirs = map(Channel, sockets)
    value = [np.arange(10**6), b"x" * 10**6, *(np.full(600, n) for n in range(2000))]
    sender = threading.Thread(target=ours.send, args=(value,), kwargs={"timeout": 60})
    sender.start()
    result = theirs.receive(timeout=60)
    sender.join()
    assert same(result, value)


def test_a_timeout_between_messages_does_no_harm(sockets):
    ours, theirs = map(Channel, sockets)
    with pytest.raises(TimeoutError):
        ours.receive(timeout=0.05)
    theirs.send(1)
    assert ours.receive(timeout=5) == 1


def test_a_drip_of_bytes_does_not_extend_the_timeout(sockets):
    channel, stop = Channel(sockets[0]), threading.Event()

    def drip():
        for byte in message(b"b" + u32(10**6), bytes(10**6)):
            if stop.wait(0.01):
                return
            sockets[1].send(bytes([byte]))

    thread = threading.Thread(target=drip)
    thread.start()
    start = time.monotonic()
    with pytest.raises(TimeoutError):
        channel.receive(timeout=0.3)
    assert time.monotonic() - start < 5
    stop.set()
    thread.join()
    with pytest.raises(WireError, match="broke"):  # what comes now is the middle of a message
        channel.receive(timeout=5)


@pytest.mark.parametrize("length", [0, 5, PREAMBLE.size, PREAMBLE.size + 2, 5000])
def test_half_a_message_is_an_end(sockets, length):
    data = b"".join(encode([1, np.zeros(1000)]))
    sockets[1].send(data[:length])
    sockets[1].close()
    with pytest.raises(EOFError):
        Channel(sockets[0]).receive(timeout=5)


def test_a_message_too_large_is_refused_before_it_is_read(sockets):
    sockets[1].send(PREAMBLE.pack(b"MLW1", 10, 2**40))
    channel = Channel(sockets[0])
    with pytest.raises(WireError, match="limit"):
        channel.receive(timeout=5)
    with pytest.raises(WireError, match="broke"):
        channel.receive(timeout=5)


def test_what_cannot_cross_is_not_begun(sockets):
    ours, theirs = map(Channel, sockets)
    with pytest.raises(CannotCross):
        ours.send([1, print])
    ours.send(2)
    assert theirs.receive(timeout=5) == 2


def test_a_receiver_that_does_not_read_or_is_gone(sockets):
    channel = Channel(sockets[0])
    with pytest.raises(TimeoutError):
        channel.send(bytes(10**7), timeout=0.1)
    with pytest.raises(WireError, match="broke"):
        channel.send(1)
    ours, theirs = socket.socketpair()
    with ours:
        theirs.close()
        with pytest.raises(EOFError):
            Channel(ours).send(1, timeout=5)


def test_the_libraries_are_imported_when_they_are_needed():
    code = """
import sys
from nbseal.sealed.wire import decode, encode
decode(encode([1, "a"]))
assert not {"torch", "pandas"} & set(sys.modules)
import pandas, torch
assert decode(encode([torch.ones(1), pandas.Series([1])]))[0] == 1
"""
    subprocess.run([sys.executable, "-c", code], check=True, timeout=120)


def test_twenty_thousand_malformed_messages():
    command = [sys.executable, fuzz_wire.__file__, "--messages", "20000", "--seed", "1"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=500)
    report = json.loads(done.stdout)
    assert done.returncode == 0, report
    assert sum(report["outcomes"].values()) == 20_000
    assert report["outcomes"]["decoded"] > 1000  # the mutations are not all too coarse
    assert report["peak memory added, MiB"] < 256
