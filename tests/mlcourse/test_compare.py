import numpy as np
import pytest

from mlcourse.compare import largest_difference


def test_rounding_and_a_real_difference_look_different():
    assert largest_difference([1.0, 0.1 + 0.2], [1.0, 0.3]) == "below 1e-8"
    assert largest_difference(np.zeros(2), [0.0, -3.21e-5]) == "3.2e-05"


def test_shapes_that_would_broadcast_are_an_error():
    with pytest.raises(ValueError, match="differ"):
        largest_difference(np.zeros((2, 1)), np.zeros(2))
