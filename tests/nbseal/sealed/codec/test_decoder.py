"""What no encoder writes is refused, within limits of time and memory."""

import random
import struct
import time
import tracemalloc

import numpy as np
import pandas as pd
import pytest
import torch
from nbseal.errors import CannotCross, WireError
from nbseal.sealed.codec import Encoder
from nbseal.sealed.codec.common import PREAMBLE
from nbseal.sealed.wire import Limits, decode, encode

from tests.nbseal.sealed.codec.crossing import cross, message, u32


def integer(number):
    return b"i" + struct.pack("<q", number)


def big(number):
    return b"I" + u32(16) + number.to_bytes(16, "little")


def array(dtype, shape, data=b"", fortran=False):
    name = dtype.encode()
    lengths = b"".join(struct.pack("<Q", n) for n in shape)
    return b"a" + bytes([len(name)]) + name + bytes([fortran, len(shape)]) + lengths + data


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
    "tensor that is no array": (b"hN", "not an array"),
    "tensor of text": (b"h" + array("|S1", (1,), b"a"), "no tensor's"),
    "tensor of moments": (b"h" + array("<M8[s]", (1,), bytes(8)), "no tensor's"),
    "tensor of nothing": (b"h" + array("<f8", (0,)), "no tensor's"),
    "tensor, odd order": (b"h" + array("|u1", (2, 3), bytes(6), fortran=True), "no tensor's"),
    "tensor of other bytes": (b"h" + array(">f8", (1,), bytes(8)), "no tensor's"),
    "tensor in a key": (b"S" + u32(1) + b"h" + array("|u1", (1,), b"a"), "hashable"),
    "unknown extension": (b"x\3abc" + NONE, "unknown extension"),
    "reference without dict": (b"@" + NONE, "only plain data"),
}


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


tokyo = pd.date_range("2024-03-30", periods=3, tz="Asia/Tokyo")
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
        torch.ones(1, dtype=torch.bfloat16),
        ("float32", (3,), np.zeros(8, np.uint8), False, None),
        "differ",
    ),
    "tensor too large": (
        torch.ones(1, dtype=torch.bfloat16),
        ("float32", (2**62, 2**62), np.zeros(8, np.uint8), False, None),
        "differ",
    ),
    "tensor of bools": (
        torch.ones(1, dtype=torch.bfloat16),
        ("bool", (1,), np.full(1, 2, np.uint8), False, None),
        "neither",
    ),
    "tensor of strings": (
        torch.ones(1, dtype=torch.bfloat16),
        ("qint8", (1,), np.zeros(1, np.uint8), False, None),
        "cannot cross",
    ),
    "gradient of ints": (
        torch.ones(1, dtype=torch.bfloat16),
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
