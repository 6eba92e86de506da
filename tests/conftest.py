"""Fixtures of all tests."""

import functools

import nbgrader.api
import pytest

from build_tools.lessons import find_lessons
from mlcourse.data import keep_data_folder, load_advertising, load_mnist

keep_data_folder()
# For each new gradebook nbgrader asks another program, for a second, which version is the newest.
nbgrader.api.get_alembic_version = functools.cache(nbgrader.api.get_alembic_version)


@pytest.fixture
def lesson01():
    """The lesson on gradient descent."""
    return next(lesson for lesson in find_lessons() if lesson.topic == "gradient_descent")


@pytest.fixture
def real_advertising():
    """The real Advertising table; the test is skipped where it is out of reach."""
    table = load_advertising()
    if table.attrs["name"] != "Advertising":
        pytest.skip("the real Advertising table is out of reach (set MLCOURSE_DATA)")
    return table


@pytest.fixture
def real_mnist():
    """The real MNIST; the test is skipped where it is out of reach."""
    mnist = load_mnist()
    if mnist.name != "MNIST":
        pytest.skip("the real MNIST is out of reach (set MLCOURSE_DATA)")
    return mnist
