"""Arrays, long doubles and types of elements are the same on the other side, bit by bit."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays_of

from tests.nbseal.sealed.codec.crossing import NO_DEADLINE, cross, same

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


@pytest.mark.parametrize("value", [np.dtype(">f4"), np.dtype("<U3"), torch.device("cpu")])
def test_dtypes_and_the_device_round_trip(value):
    assert same(cross({value: value}), {value: value})
