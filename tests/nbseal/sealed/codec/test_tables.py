"""Tables are the same on the other side, with their indexes and names."""

import numpy as np
import pandas as pd
import pytest

from tests.nbseal.sealed.codec.crossing import cross

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
