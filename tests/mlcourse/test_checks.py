import enum

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from mlcourse.checks import (
    answered,
    call_and_keep,
    check_close,
    check_equal,
    check_length,
    check_quiet,
    check_shape,
    check_type,
    check_unchanged,
)

finite = st.floats(-1e6, 1e6)
arrays = hnp.arrays(float, hnp.array_shapes(max_dims=3, max_side=4), elements=finite)


class Pretender:
    """An object that says it is whatever array is wanted."""

    def __array__(self, dtype=None, copy=None):
        return np.ones((2, 1))

    def __eq__(self, other):
        return True


@given(arrays)
def test_equal_numbers_pass_however_they_are_held(array):
    check_close("y", array, array)
    check_close("y", array.tolist(), array)
    check_close("y", torch.from_numpy(array.copy()), array)


@given(arrays, st.floats(1e-2, 1e3), st.data())
def test_one_wrong_entry_fails(array, offset, data):
    wrong = array.copy()
    place = tuple(data.draw(st.integers(0, side - 1)) for side in array.shape)
    wrong[place] += offset + 1e-5 * abs(wrong[place])
    with pytest.raises(AssertionError, match="largest difference"):
        check_close("y", wrong, array)


@pytest.mark.parametrize(
    ("actual", "text"),
    [
        (None, "is None"),
        (np.zeros((0, 1)), r"expected shape \(2, 1\), got \(0, 1\)"),
        (1.0, r"expected shape \(2, 1\), got \(\)"),
        ([1.0, 1.0], r"got \(2,\)"),
        ([[np.nan], [1.0]], "nan or infinity"),
        (np.ma.masked_all((2, 1)), "expected numbers"),
        (Pretender(), "expected numbers"),
        ([["1"], ["1"]], "expected numbers"),
        ([[1.0], [1.0, 2.0]], "expected numbers"),
        (lambda: 1, "expected numbers"),
    ],
)
def test_what_is_not_the_right_array_fails_with_its_reason(actual, text):
    with pytest.raises(AssertionError, match=text):
        check_close("y", actual, np.ones((2, 1)))


def test_a_known_mistake_names_its_likely_cause():
    with pytest.raises(AssertionError, match=r"Likely cause: .*\n考えられる原因"):
        check_close("step", 4.6, 3.4, mistakes={"is-none": 4.6})


class Way(str, enum.Enum):  # noqa: UP042 (StrEnum says its value, this one its name)
    UP = "up"


class Agreeing(str):
    def __eq__(self, other):
        return True

    __hash__ = None


@pytest.mark.parametrize(
    ("actual", "right"), [("up", "up"), (Way.UP, "up"), (3, 3), (True, 1), ([1, 2], (1, 2))]
)
def test_check_equal_passes(actual, right):
    check_equal("y", actual, right)


@pytest.mark.parametrize(
    ("actual", "right"),
    [("Up", "up"), (Agreeing("Up"), "up"), (4, 3), ([1], [1, 1]), (1, "1")],
)
def test_check_equal_fails(actual, right):
    with pytest.raises(AssertionError, match="expected"):
        check_equal("y", actual, right)


def test_shape_type_and_length():
    check_shape("y", [[1, 2]], (1, 2))
    check_length("y", [1, 2], 2)
    check_type("y", 1.0, float, "float")
    with pytest.raises(AssertionError, match="expected shape"):
        check_shape("y", [1, 2], (2, 1))
    with pytest.raises(AssertionError, match="expected 3 entries, got 2"):
        check_length("y", [1, 2], 3)
    with pytest.raises(AssertionError, match="expected float, got int"):
        check_type("y", 1, float, "float")


def test_a_changed_argument_is_found():
    def shift(x):
        x += 1
        return x

    x = np.zeros(2)
    result, after = call_and_keep(shift, x.copy())
    assert result.tolist() == [1, 1]
    with pytest.raises(AssertionError, match="the argument x was changed"):
        check_unchanged("shift", {"x": x}, {"x": after[0]})
    check_unchanged("shift", {"x": x}, {"x": x.copy()})


def test_a_warning_is_found():
    with pytest.raises(AssertionError, match=r"gave a warning: .*overflow"):
        check_quiet("exp", np.exp, np.array([1000.0]))
    assert check_quiet("exp", np.exp, 0.0) == 1.0


def test_an_unanswered_variable_is_not_implemented():
    answered(a=0)
    with pytest.raises(NotImplementedError, match="b is not written yet"):
        answered(a=1, b=None)
