"""Plain data is the same on the other side, type and sharing included."""

import collections
import datetime
import decimal
import enum
import fractions
import re
import zoneinfo

import numpy as np
import pandas as pd
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of
from nbseal.errors import CannotCross, WireError
from nbseal.sealed.codec import Encoder
from nbseal.sealed.codec.common import INLINE
from nbseal.sealed.wire import Limits, decode, encode

from tests.nbseal.sealed.codec.crossing import NO_DEADLINE, cross, same

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
    first, _second = Point._fields
    assert result._replace(**{first: 5}) == Point(5, [2])
    with pytest.raises(ValueError, match="unexpected"):
        result._replace(third=1)


def test_collections_are_what_they_were():
    assert cross(collections.Counter("aab"))["missing"] == 0
    assert type(cross(collections.OrderedDict(a=1))) is collections.OrderedDict
    assert type(cross(collections.defaultdict(list, a=[1]))) is collections.defaultdict
    assert cross(collections.defaultdict(list, a=[1]))["missing"] == []
    with pytest.raises(KeyError):
        cross(collections.defaultdict(lambda: 0))["missing"]


def test_results_of_scipy_are_what_they_were():
    integrate, optimize = map(pytest.importorskip, ("scipy.integrate", "scipy.optimize"))
    for result, name in (
        (integrate.solve_ivp(lambda t, y: -y, (0, 1), [1.0]), "message"),
        (optimize.root_scalar(lambda x: x - 1, bracket=[0, 2]), "root"),
        (optimize.minimize(lambda x: x**2, 1.0), "message"),
    ):
        crossed = cross(result)
        assert type(crossed) is type(result)
        assert getattr(crossed, name) == result[name]


def test_a_matrix_and_a_long_range_are_what_they_were():
    assert type(cross(np.ones((1, 2)).view(np.matrix))) is np.matrix
    assert cross(range(10**9)) == range(10**9)


def test_a_subclass_of_a_table_becomes_plain():
    result = cross(Frame({"a": [1]}))
    assert type(result) is pd.DataFrame
    assert type(cross(Frame({"a": [1], "b": ["x"]})["a"])) is pd.Series


PLAIN = [
    datetime.datetime(2024, 2, 29, 1, 2, 3, 4),
    datetime.datetime(2024, 10, 27, 2, tzinfo=zoneinfo.ZoneInfo("Europe/Berlin"), fold=1),
    datetime.datetime(2024, 2, 29, tzinfo=datetime.timezone(datetime.timedelta(hours=9))),
    *(datetime.date(2024, 2, 29), datetime.time(1, 2), datetime.timedelta(-1, 3)),
    *(decimal.Decimal("1.50"), decimal.Decimal("-Infinity"), fractions.Fraction(-1, 3)),
    *(re.compile("(a|b)+", re.IGNORECASE), re.compile(b"a")),
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
