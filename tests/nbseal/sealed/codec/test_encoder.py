"""What may not cross is named, with its place; objects cross as references."""

import decimal
import enum
import gc
import math
import pathlib
import random

import numpy as np
import pandas as pd
import pytest
import torch
from nbseal.errors import CannotCross, WireError
from nbseal.sealed.wire import decode, encode

from tests.nbseal.sealed import fuzz_wire
from tests.nbseal.sealed.codec.crossing import cross


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


@pytest.mark.parametrize("enabled", [True, False])
def test_garbage_is_collected_again_as_it_was(enabled):
    was = gc.isenabled()
    try:
        (gc.enable if enabled else gc.disable)()
        assert cross([1, {"a": 2}]) == [1, {"a": 2}]
        assert gc.isenabled() is enabled
        with pytest.raises(CannotCross):
            encode(print)
        assert gc.isenabled() is enabled
        with pytest.raises(WireError):
            decode(b"".join(encode([1]))[:-1])
        assert gc.isenabled() is enabled
    finally:
        (gc.enable if was else gc.disable)()
